"""Decides whether the app is in front or in the background, from the events of its windows. Sans-IO.

Rules
1. The app is in front while one of its windows is active and not minimized.
2. It is in the background when all its windows are minimized, and when the active one has become inactive.
3. Where the state is unknown it counts as in front: before any window was active, as on a display without a window
   manager, and after the active one closed, until another becomes active.
4. While it asks a person something in a dialog of its own it is in front: the dialog has the keyboard, not a window.
5. With its last window the app ends; it is not paused before.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("Activity",)


class Activity:
    """The state of the windows of one app, by index."""

    def __init__(self) -> None:
        self._open: set[int] = set()
        self._active: set[int] = set()
        self._minimized: set[int] = set()
        self._known = False
        """The window with the keyboard focus, if any."""
        self._dialogs = 0

    @property
    def background(self) -> bool:
        """Whether the app is in the background."""
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
        """Note that a window was shown."""
        self._open.add(index)

    def activated(self, index: int, active: bool) -> None:
        """Note that a window gained or lost the keyboard focus."""
        if not active:
            self._active.discard(index)
        elif index in self._open:
            self._active.add(index)
            self._known = True

    def minimized(self, index: int, minimized: bool) -> None:
        """Note that a window was minimized or restored."""
        if not minimized:
            self._minimized.discard(index)
        elif index in self._open:
            self._minimized.add(index)

    def closed(self, index: int) -> None:
        """Forget a window; if it had the focus, no window is known to have it now."""
        if index in self._active:
            self._known = False
        for known in (self._open, self._active, self._minimized):
            known.discard(index)
