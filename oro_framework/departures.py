"""`Departures`: notice that a page went while something was made for it."""

from __future__ import annotations

from collections import Counter

from oro_framework.errors import Closed
from oro_framework.held import owner_of
from oro_framework.interfaces import Window

__all__ = ("Departures",)


class Departures:
    """Counts how often pages of each window have gone, so that nothing is kept for a page that went meanwhile."""

    def __init__(self) -> None:
        self._gone: Counter[str] = Counter()

    def so_far(self, window: Window | None) -> int:
        """Return the count of a window, for `check` later."""
        return self._gone[owner_of(window)]

    def note(self, window: Window) -> None:
        """Count that the page of a window has gone."""
        self._gone[owner_of(window)] += 1

    def check(self, window: Window | None, before: int, verb: str) -> None:
        """Raise unless the page of a window is still the same.

        Args:
            window: the window.
            before: its count when the page called.
            verb: completes "Cannot …".

        Raises:
            Closed: the page has gone.
        """
        if self._gone[owner_of(window)] != before:
            raise Closed(f"Cannot {verb}: the page that wanted it has gone")
