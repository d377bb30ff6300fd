"""What desktops offer an app beside windows: routes `desktop.*` and `recent.*`, and the module `oro:desktop`."""

from __future__ import annotations

__all__ = ()
