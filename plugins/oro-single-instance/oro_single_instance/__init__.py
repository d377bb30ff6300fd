"""One process per app for oro-framework: a launch hook, routes, and the module `oro:single-instance`."""

from __future__ import annotations

__all__ = ()
