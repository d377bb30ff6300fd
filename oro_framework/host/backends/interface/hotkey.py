"""Keys that a view listens to."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.host.configuration.keys import Chord

__all__ = ("Hotkey", "INSPECTOR_KEYS")


class Hotkey(Struct, frozen=True):
    """Keys a view listens to; a passive one is also left to the page."""

    id: int
    chord: Chord
    passive: bool = True


INSPECTOR_KEYS = tuple(
    Hotkey(number, Chord.parse(keys), passive=False) for number, keys in enumerate(("F12", "Control + Shift + i"))
)
"""The keys that open and close the inspector of a view that has one."""
