"""Node's modules that need the host but no service of their own, for oro-framework."""

from __future__ import annotations

__all__ = ()
