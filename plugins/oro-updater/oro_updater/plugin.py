"""Declarations of this distribution to the host."""

from __future__ import annotations

__all__ = ()
