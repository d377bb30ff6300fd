"""Broadcast channels for oro-framework: routes, and the module `oro:broadcast`."""

from __future__ import annotations

__all__ = ()
