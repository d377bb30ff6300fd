"""Start with the desktop, for oro-framework apps: routes, and the module `oro:autostart`."""

from __future__ import annotations

__all__ = ()
