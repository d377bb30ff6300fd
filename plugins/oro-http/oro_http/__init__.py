"""The HTTP IPC bridge: an app's routes for programs that speak HTTP."""

from __future__ import annotations

__all__ = ()
