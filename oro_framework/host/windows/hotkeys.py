"""The hotkeys of one page. Sans-IO.

Rules
1. Binding keys that are bound already gives the same binding, with the new value of `passive`.
2. Ids are never used again, so that an old one cannot unbind a new binding.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.configuration.keys import Chord

__all__ = ("MAX_HOTKEYS", "Bindings")

MAX_HOTKEYS = 256
"""Bindings of one page."""


class Bindings:
    """The bindings of one page, by id."""

    def __init__(self) -> None:
        self._bound: dict[int, Hotkey] = {}
        self._last = 0

    def __iter__(self) -> Iterator[Hotkey]:
        return iter(tuple(self._bound.values()))

    def __len__(self) -> int:
        return len(self._bound)

    def bind(self, chord: Chord, passive: bool) -> Hotkey:
        """Bind keys and return the binding.

        Raises:
            ValueError: there are too many; the message names the limit.
        """
        found = self.of_chord(chord)
        if found is None:
            if len(self._bound) >= MAX_HOTKEYS:
                raise ValueError(f"a page has at most {MAX_HOTKEYS} hotkeys")
            self._last += 1
            found = Hotkey(self._last, chord)
        self._bound[found.id] = replace(found, passive=passive)
        return self._bound[found.id]

    def get(self, id: int) -> Hotkey | None:
        """Return the binding of an id, if there is one."""
        return self._bound.get(id)

    def of_chord(self, chord: Chord) -> Hotkey | None:
        """Return the binding of these keys, if there is one."""
        return next((each for each in self._bound.values() if each.chord == chord), None)

    def unbind(self, hotkey: Hotkey) -> None:
        """Forget a binding."""
        self._bound.pop(hotkey.id, None)

    def clear(self) -> bool:
        """Forget every binding; return whether there was one."""
        there = bool(self._bound)
        self._bound.clear()
        return there
