"""Packages of npm as archives: their sums, and their files as entries. No I/O."""

from __future__ import annotations

__all__ = ()
