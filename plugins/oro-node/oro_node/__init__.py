"""Node's modules `crypto`, `http` and `https` for oro-framework."""

from __future__ import annotations

__all__ = ()
