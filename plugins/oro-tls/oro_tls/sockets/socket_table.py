"""The sockets of every window, and the tasks that work on them."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import anyio
from anyio.abc import TaskGroup

from oro_framework.endpoints import check_id
from oro_framework.held import Held, owner_of
from oro_framework.types import Call, Window
from oro_tls.errors import AlreadyOpen, NotOpen, SocketFailed
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener

__all__ = ("SocketTable",)

S = TypeVar("S", Connection, Listener)


class SocketTable:
    """Adds, finds and closes the connections and servers of windows.

    Args:
        limit: how many one window may hold, servers included.
    """

    tasks: TaskGroup

    def __init__(self, limit: int) -> None:
        self.held: Held[Connection | Listener] = Held(limit, missing=NotOpen, taken=AlreadyOpen, full=_full)
        self._running = anyio.Event()
        self._running.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the tasks of sockets; at the end close every socket."""
        async with anyio.create_task_group() as self.tasks:
            try:
                yield
            finally:
                for held in self.held:
                    self.close(held)

    def suspend(self) -> None:
        """Let connections receive nothing until `resume`."""
        if self._running.is_set():
            self._running = anyio.Event()

    def resume(self) -> None:
        """Let connections receive again."""
        self._running.set()

    async def wait_resumed(self) -> None:
        """Wait while the app is paused."""
        await self._running.wait()

    def connection(self, call: Call, id: str) -> Connection:
        """Return a connection of the calling window.

        Raises:
            NotOpen: there is none of that id.
        """
        return self._of_kind(Connection, call, id)

    def listener(self, call: Call, id: str) -> Listener:
        """Return a server of the calling window.

        Raises:
            NotOpen: there is none of that id.
        """
        return self._of_kind(Listener, call, id)

    def _of_kind(self, kind: type[S], call: Call, id: str) -> S:
        held = self.held.get(call.window, id)
        if not isinstance(held, kind):
            raise NotOpen(id)
        return held

    def new_connection(self, call: Call, id: str) -> Connection:
        """Add a connection of the calling window that has no peer yet; raises as `add` does."""
        return self.add(Connection(check_id(id), call.window, self.wait_resumed))

    def add(self, held: S) -> S:
        """Add a socket for its window and return it.

        Raises:
            AlreadyOpen: the window has one of that id.
            SocketFailed: EMFILE, the window holds as many as it may.
        """
        self.held.add(held.window, held.id, held)
        return held

    def close(self, held: Connection | Listener) -> None:
        """Close a socket and forget it."""
        held.close()
        self.held.discard(held.window, held.id, held)

    def release(self, window: Window) -> None:
        """Close every socket of a window."""
        for held in self.held.of(window):
            self.close(held)

    def listeners(self) -> list[Listener]:
        """Return the servers of every window."""
        return [held for held in self.held if isinstance(held, Listener)]

    def ids(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Return the ids of connections and servers by window."""
        found: dict[str, dict[str, list[str]]] = {"connections": {}, "servers": {}}
        for held in self.held:
            kind = "servers" if isinstance(held, Listener) else "connections"
            found[kind].setdefault(owner_of(held.window), []).append(held.id)
        return found

    @contextmanager
    def establishing(self, connection: Connection, timeout: int) -> Iterator[None]:
        """Close a connection that is not established at the end of the block.

        Args:
            connection: not open yet.
            timeout: milliseconds it may take, 0 for no limit.

        Raises:
            SocketFailed: ECANCELED, it was closed meanwhile; ETIMEDOUT, it took too long.
        """
        deadline = anyio.current_time() + timeout / 1000 if timeout > 0 else math.inf
        connection.connecting.deadline = deadline
        try:
            with connection.connecting:
                yield
                connection.connecting.deadline = math.inf
                return
            number = errno.ETIMEDOUT if anyio.current_time() >= deadline else errno.ECANCELED
            raise SocketFailed(OSError(number, os.strerror(number)), "connect")
        except BaseException:
            self.close(connection)
            raise


def _full(_id: str) -> SocketFailed:
    return SocketFailed(OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "socket")
