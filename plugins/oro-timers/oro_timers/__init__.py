"""Timers of the host for oro-framework pages."""

from __future__ import annotations

__all__ = ()
