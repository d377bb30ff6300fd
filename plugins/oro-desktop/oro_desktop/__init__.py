"""The offers of desktops to an app beside windows: routes `desktop.*`, and the module `oro:desktop`."""

from __future__ import annotations

__all__ = ()
