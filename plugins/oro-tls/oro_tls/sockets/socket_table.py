"""The sockets of each window, by id."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import anyio

from oro_framework.endpoints import check_id
from oro_framework.types import Call, Host, Window
from oro_tls import settings
from oro_tls.errors import AlreadyOpen, NotOpen, SocketFailed
from oro_tls.shared import SharedRoutes
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener

__all__ = ("Holder",)

H = TypeVar("H", Connection, Listener)


class Holder(SharedRoutes):
    """A service that holds connections and servers for windows."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._limit = host.settings[settings.MAX_SOCKETS[self.name]]
        self._held: dict[tuple[str, str], Connection | Listener] = {}
        self._running = anyio.Event()
        self._running.set()

    async def gate(self) -> None:
        """Wait while the app is paused."""
        await self._running.wait()

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of connections and servers by window."""
        found: dict[str, dict[str, list[str]]] = {"connections": {}, "servers": {}}
        for (owner, id), held in self._held.items():
            kind = "servers" if isinstance(held, Listener) else "connections"
            found[kind].setdefault(owner, []).append(id)
        return found

    def connection(self, call: Call, id: str) -> Connection:
        """Return a connection of the calling window.

        Raises:
            NotOpen: there is none of that id.
        """
        held = self._held.get((_owner(call.window), id))
        if not isinstance(held, Connection):
            raise NotOpen(id)
        return held

    def listener(self, call: Call, id: str) -> Listener:
        """Return a server of the calling window.

        Raises:
            NotOpen: there is none of that id.
        """
        held = self._held.get((_owner(call.window), id))
        if not isinstance(held, Listener):
            raise NotOpen(id)
        return held

    def add_connection(self, call: Call, id: str) -> Connection:
        """Keep a place for a connection of the calling window; see `add`."""
        return self.add(Connection(check_id(id), call.window, self.gate))

    def add(self, held: H) -> H:
        """Keep a socket for its window.

        Raises:
            AlreadyOpen: the window has one of that id.
            SocketFailed: EMFILE, the window holds as many as it may.
        """
        owner = _owner(held.window)
        if (owner, held.id) in self._held:
            raise AlreadyOpen(held.id)
        if sum(1 for window, _ in self._held if window == owner) >= self._limit:
            raise SocketFailed(OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "socket")
        self._held[owner, held.id] = held
        return held

    def end(self, held: Connection | Listener) -> None:
        """Close a socket and forget it."""
        held.close()
        key = (_owner(held.window), held.id)
        if self._held.get(key) is held:
            del self._held[key]

    def of_window(self, window: Window | None) -> list[Connection | Listener]:
        """Return the sockets of a window, or with None every socket."""
        return [held for held in self._held.values() if window is None or held.window is window]

    @contextmanager
    def establishing(self, connection: Connection, timeout: int) -> Iterator[None]:
        """Forget a connection that is not there at the end of the block.

        Args:
            connection: not open yet.
            timeout: milliseconds it may take, 0 without end.

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
            self.end(connection)
            raise


def _owner(window: Window | None) -> str:
    return "" if window is None else window.id
