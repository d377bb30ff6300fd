"""Routes about guests that run in a page's engine. A worker calls them synchronously, and stands still meanwhile."""

from __future__ import annotations

import math

import anyio

from oro_framework.errors import Closed
from oro_framework.service import route
from oro_framework.types import Call
from oro_wasm.pages.page_guests import PageGuests

__all__ = ("PageRoutes",)

LONGEST = 60_000
NOTHING, BYTES = b"\0", b"\1"
"""The first byte of what is taken: nothing came in that time, or these bytes; none of them is the end."""


class PageRoutes:
    """Input of guests in workers, which cannot wait for messages of their page while they run."""

    def __init__(self, guests: PageGuests) -> None:
        self._guests = guests

    @route("wasm.page.open", permission="wasm")
    async def open(self, call: Call, *, id: str) -> dict[str, str]:
        """Open lanes to a guest that is about to run in a worker.

        Raises:
            ProgramIdTaken: the window has one of that id.
            ErrnoError: EMFILE, the window has too many.
        """
        self._guests.open(call.window, id)
        return {}

    @route("wasm.page.write", permission="wasm", deadline=0)
    async def write(self, call: Call, *, id: str, lane: int = 0) -> dict[str, str]:
        """Put the body on a lane; answered once there was room. If cancelled, part of it may have been put there.

        Raises:
            NoSuchProgram: there is none of that id.
            Closed: the lane was ended.
        """
        if not await self._guests.held.get(call.window, id).lane(lane).write(call.body):
            raise Closed(f'Cannot write to program "{id}": its input has ended')
        return {}

    @route("wasm.page.end", permission="wasm", deadline=0)
    async def end(self, call: Call, *, id: str, lane: int = 0) -> dict[str, str]:
        """Tell a guest that nothing more comes by a lane, after what is being written.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        await self._guests.held.get(call.window, id).lane(lane).end()
        return {}

    @route("wasm.page.take", permission="wasm", deadline=0)
    async def take(self, call: Call, *, id: str, lane: int = 0, milliseconds: float = math.inf) -> bytes:
        """Answer with what comes by a lane: a byte 1 and the bytes, a lone byte 1 at the end.

        Args:
            id: of the guest.
            lane: its number.
            milliseconds: how long to wait at most; a byte 0 when nothing came in that time.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        data = await self._guests.held.get(call.window, id).lane(lane).take(max(0.0, milliseconds) / 1000)
        return NOTHING if data is None else BYTES + data

    @route("wasm.page.sleep", permission="wasm", deadline=0)
    async def sleep(self, call: Call, *, milliseconds: float) -> dict[str, str]:
        """Answer after a time: for guests on a page's own thread, which cannot wait by itself.

        Args:
            milliseconds: a minute at most, so that none stays for long after its page.
        """
        await anyio.sleep(min(max(0.0, milliseconds), LONGEST) / 1000)
        return {}

    @route("wasm.page.close", permission="wasm")
    async def close(self, call: Call, *, id: str) -> dict[str, str]:
        """Forget a guest that has ended, and wake its worker where that waits.

        Raises:
            NoSuchProgram: there is none of that id.
        """
        await self._guests.held.remove(call.window, id).close()
        return {}
