"""`Guests`, the containers that run in pages and have previews of the host."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from oro_container.errors import NoSuchContainer
from oro_container.pages.asked_script import AskedScript
from oro_container.pages.guest import Guest
from oro_container.previews.previews import Previews
from oro_container.previews.scripts import ForwardErrors
from oro_framework.errors import InvalidArgument
from oro_framework.held import Held
from oro_framework.types import Window

__all__ = ("Guests",)


class Guests:
    """The containers that run in pages.

    Args:
        limit: how many one window may have.
        previews: of the app.
    """

    def __init__(self, limit: int, previews: Previews) -> None:
        self.held: Held[Guest] = Held(limit, missing=NoSuchContainer, taken=_taken)
        self._previews = previews
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve their previews during the block."""
        async with trio.open_nursery() as self._tasks:
            try:
                yield
            finally:
                self._tasks.cancel_scope.cancel()

    def begin(self, window: Window | None, forward_errors: ForwardErrors) -> Guest:
        """Take note of a container that was booted in a page.

        Args:
            window: of the page.
            forward_errors: which errors in documents of its previews are told.

        Raises:
            ErrnoError: EMFILE, the window has too many.
        """
        assert self._tasks is not None
        guest = self.held.add(window, id := secrets.token_hex(16), Guest(id, self._tasks))
        if forward_errors:
            self._previews.messages(guest.id, guest.tell, forward_errors=forward_errors)
        return guest

    def set_script(self, window: Window | None, id: str, asked: AskedScript) -> None:
        """Set the script of the documents of previews that are loaded later.

        Raises:
            InvalidArgument: there is no such type of scripts.
            NoSuchContainer: the window has none of that id.
        """
        self.held.get(window, id)
        asked.give(self._previews, id)

    async def show(self, window: Window | None, id: str, port: int) -> str:
        """Return the address of a preview of a port; the same while the container is there.

        Raises:
            NoSuchContainer: the window has none of that id.
            OSError: previews cannot be served.
        """
        guest = self.held.get(window, id)
        return await self._previews.publish(guest.id, port, guest.dial)

    def end(self, window: Window | None, id: str) -> None:
        """End the previews of a container.

        Raises:
            NoSuchContainer: the window has none of that id.
        """
        self._close(self.held.remove(window, id))

    def release(self, window: Window) -> None:
        """End those of a window."""
        for each in self.held.of(window):
            self.held.discard(window, each.id, each)
            self._close(each)

    def _close(self, guest: Guest) -> None:
        guest.close()
        self._previews.withdraw_all(guest.id)


def _taken(id: str) -> InvalidArgument:
    return InvalidArgument(f'Cannot boot container "{id}": the window has one of that id')
