"""Guests that run in workers of pages, as far as the host knows them."""

from __future__ import annotations

from oro_framework.errors import InvalidArgument
from oro_framework.held import Held
from oro_framework.types import Window
from oro_wasm.errors import NoSuchProgram, ProgramIdTaken
from oro_wasm.pages.lane import Lane

__all__ = ("LANES", "PageGuest", "PageGuests")

LANES = 3
"""Of a guest: its standard input, how much of its output was read, and one where nothing ever comes, to sleep by."""


class PageGuest:
    """A guest of a page, with the lanes that lead to it."""

    def __init__(self, id: str) -> None:
        self.id = id
        self._lanes = tuple(Lane() for _ in range(LANES))

    def lane(self, number: int) -> Lane:
        """Return a lane.

        Raises:
            InvalidArgument: there is none of that number.
        """
        if not 0 <= number < LANES:
            raise InvalidArgument(f'Cannot reach guest "{self.id}": there is no lane {number}, only 0 to {LANES - 1}')
        return self._lanes[number]

    async def close(self) -> None:
        """Wake its worker, wherever that waits: nothing more comes."""
        for lane in self._lanes:
            await lane.close()


class PageGuests:
    """The guests that run in workers of pages.

    Args:
        limit: how many one window may have.
    """

    def __init__(self, limit: int) -> None:
        self.held: Held[PageGuest] = Held(limit, missing=NoSuchProgram, taken=ProgramIdTaken)

    def open(self, window: Window | None, id: str) -> PageGuest:
        """Open lanes to a guest.

        Raises:
            ProgramIdTaken: the window has one of that id.
            ErrnoError: EMFILE, the window has too many.
        """
        self.held.check_new(window, id)
        return self.held.add(window, id, PageGuest(id))

    async def release(self, window: Window) -> None:
        """Close the lanes of a window."""
        for guest in self.held.of(window):
            self.held.discard(window, guest.id, guest)
            await guest.close()
