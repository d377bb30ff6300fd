"""Notifications on the desktop for oro-framework: routes, events, and the module `oro:notification`."""

from __future__ import annotations

__all__ = ()
