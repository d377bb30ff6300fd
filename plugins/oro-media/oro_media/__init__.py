"""Cameras, microphones and the screen, as far as the engines go: the module `oro:media`."""

from __future__ import annotations

__all__ = ()
