"""The service `conduit`: what other plugins use, and how long it lives."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import trio

from oro_conduit.access.keys import shows
from oro_conduit.calls.page_call import is_gone
from oro_conduit.routes import Routes
from oro_conduit.wire.headers import HeaderBlock, Value
from oro_framework.types import Window

__all__ = ("Conduit",)


class Conduit(Routes):
    """One binary connection per page, for calls, events, messages and streams."""

    name = "conduit"

    def connected(self, client_id: str) -> bool:
        """Tell whether a client of that id is there."""
        return self.messages.connected(client_id)

    def send(self, client_id: str, options: HeaderBlock, payload: bytes = b"") -> bool:
        """Queue a message for a client; False when it is not there or its queue is full. Never blocks.

        Raises:
            TooLarge: the message does not fit the client's wire: over 65,535 bytes for one of version 1.
            InvalidArgument: an option is of no type that travels.
        """
        return self.messages.send(client_id, options, payload)

    def receive(self, client_id: str, handler: Callable[[Mapping[str, Value], bytes], object] | None) -> None:
        """Call `handler(options, payload)` on the loop thread with what a client sends that is no call.

        A new handler replaces the old one, None takes it away. What it raises is logged.
        """
        self.messages.receive(client_id, handler)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Listen; at the end close every connection and give up what was kept."""
        async with trio.open_nursery() as tasks:
            self.tasks = tasks
            self.offers.open(tasks)
            try:
                await self.start()
                yield
            finally:
                with trio.CancelScope(shield=True):
                    await self._end()
                self.tasks = None
                tasks.cancel_scope.cancel()

    async def _end(self) -> None:
        for carrier, _ in tuple(self.held.values()):
            await carrier.aclose()
        await self.stop()
        self.give_port_back()
        self.calls.close()
        self.offers.close()

    async def pause(self) -> None:
        """Close every connection and listen no more; pages come back after `applicationresume`."""
        self.paused = True
        for carrier, _ in tuple(self.held.values()):
            await carrier.aclose()
        await self.stop()

    async def resume(self) -> None:
        """Listen again, on the same port unless it was taken meanwhile."""
        self.paused = False
        await self.start()

    async def release(self, window: Window) -> None:
        """Give up what the page in `window` had called over a connection that broke, and its tickets.

        When the window closes, all its calls and its key; then, and when a document of another origin takes the place,
        its connections.
        """
        gone = is_gone(window)
        self.calls.forget_window(window, live=gone)
        self.offers.forget_window(window)
        self.tickets.revoke(window)
        if gone:
            self.keys.forget(window)
        if not shows(window, self.host.origin):
            self.close_connections(window)
