"""Whether the app is in front of a person or in the background, by what its windows are told. Sans-IO.

Rules
1. The app is in front while one of its windows is active and no icon.
2. It is in the background when all its windows are icons, and when the active one was told that it is so no longer.
3. Otherwise nobody knows, and it counts as in front: before any window was active, as under a display without a window
   manager, and after the active one closed, until another is told to be.
4. While it asks a person something in a dialog of its own it is in front: the dialog has the keyboard, not a window.
5. With its last window the app ends; it is not paused before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("Activity",)


class Activity:
    """What is known of the windows of one app, by index."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._active: set[int] = set()
        self._minimized: set[int] = set()
        self._known = False
        """Which window has the keyboard, or that none has."""
        self._dialogs = 0

    @property
    def background(self) -> bool:
        """Whether a person looks elsewhere."""
        if not self._open or self._dialogs:
            return False
        return self._open == self._minimized or (self._known and not self._active - self._minimized)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Note that a dialog of the app is open during the block."""
        self._dialogs += 1
        try:
            yield
        finally:
            self._dialogs -= 1

    def opened(self, index: int) -> None:
        """Note a window that a person can see."""
        self._open.add(index)

    def activated(self, index: int, active: bool) -> None:
        """Note that a window has, or has no longer, the keyboard."""
        if not active:
            self._active.discard(index)
        elif index in self._open:
            self._active.add(index)
            self._known = True

    def minimized(self, index: int, minimized: bool) -> None:
        """Note that a window became an icon, or is one no longer."""
        if not minimized:
            self._minimized.discard(index)
        elif index in self._open:
            self._minimized.add(index)

    def closed(self, index: int) -> None:
        """Forget a window; if it had the keyboard, nobody knows who has it now."""
        if index in self._active:
            self._known = False
        for known in (self._open, self._active, self._minimized):
            known.discard(index)
