"""Programs for oro-framework: routes that start, feed, read and end them, and `oro:child_process` on top."""

from __future__ import annotations

__all__ = ()
