"""What the routes of `net` and `tls` stand on: how long sockets live, and what a service says of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.abc import TaskGroup

from oro_framework.types import Call, Window
from oro_tls.sockets.access import Family, PageAccess
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.wire import Tcp, Wire
from oro_tls.target import Target

__all__ = ("Base", "Family", "Setup")

Setup = Callable[[Tcp], Awaitable[Wire]]
"""Makes of a socket that is connected what the page gets: itself, or what runs over it."""


class Base(PageAccess):
    """State shared by the routes; subclasses say what runs over a connection."""

    tasks: TaskGroup

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run servers; at the end close every socket."""
        async with anyio.create_task_group() as self.tasks:
            try:
                yield
            finally:
                for held in self.of_window(None):
                    self.end(held)

    async def pause(self) -> None:
        """Take nothing from peers any more, and give the addresses of servers back."""
        if self._running.is_set():
            self._running = anyio.Event()
        for held in self.of_window(None):
            if isinstance(held, Listener):
                held.suspend()

    async def resume(self) -> None:
        """Go on; a server whose address was taken meanwhile is told of and closed."""
        self._running.set()
        for held in self.of_window(None):
            if isinstance(held, Listener):
                try:
                    again = held.restore()
                except OSError as error:
                    self.lose(held, error)
                else:
                    if again:
                        self.serve(held)

    async def release(self, window: Window) -> None:
        """Close the sockets of a page that went."""
        for held in self.of_window(window):
            self.end(held)

    async def prepare(self) -> None:
        """Import what the first connection needs."""

    # -- what subclasses say -----------------------------------------------------------------------

    def client_setup(self, call: Call, target: Target) -> Setup:
        """Return what to do with a socket that a page had connected, from the options of its call.

        Raises:
            OroError: the options make no sense.
        """
        raise NotImplementedError

    def server_setup(self, call: Call) -> Any:
        """Return what the connections of a server need, from the options of the call that makes it.

        Raises:
            OroError: the options make no sense.
        """
        raise NotImplementedError

    async def welcome(self, call: Call, listener: Listener, connection: Connection, wire: Tcp) -> Wire:
        """Make of a connection that came in what the page gets, whose options are in its call."""
        raise NotImplementedError

    def serve(self, listener: Listener) -> None:
        """Start to accept."""
        raise NotImplementedError

    def lose(self, listener: Listener, error: OSError) -> None:
        """Tell the page that a server cannot go on, and close it."""
        raise NotImplementedError
