"""A server: a listening socket, and connections that wait to be accepted."""

from __future__ import annotations

import errno
import os
import random
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import anyio

from oro_framework.endpoints import Endpoint, SockAddr, family_of
from oro_framework.types import Window
from oro_tls.errors import AlreadyReading, NotConnected, NotOpen, failing
from oro_tls.sockets.event_stream import EventStream
from oro_tls.sockets.streams import TcpStream

__all__ = ("MOST_PENDING", "Listener")

MOST_PENDING = 128
"""Connections that may wait for the page, whatever its backlog: each is an event, and the page must lose none."""
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_RETRY = 0.1
"""Seconds before a machine out of descriptors is asked again."""


class Listener:
    """A server of a page.

    Args:
        id: chosen by the page.
        window: the window that holds it.
        setup: what the service's transport needs to accept its connections, such as certificates.
    """

    def __init__(self, id: str, window: Window | None, setup: object) -> None:
        self.id = id
        self.window = window
        self.setup = setup
        self.pending: dict[str, TcpStream] = {}
        self.reading_hello: set[str] = set()
        """The connections among them whose first message is being read."""
        self.events: EventStream | None = None
        """Takes the events that the page would be pushed."""
        self.listening = False
        self._sock: socket.socket | None = None
        self._rebind: Callable[[], socket.socket] | None = None
        self._backlog = 511
        self._scope = anyio.CancelScope()
        self._room = anyio.Event()
        self._unix: tuple[str, int] | None = None

    # -- where it is ------------------------------------------------------------------------------

    @property
    def bound(self) -> bool:
        """Whether it has an address."""
        return self._rebind is not None

    def bind(self, address: SockAddr, *, v6_only: bool, reuse: bool = True) -> None:
        """Take an address of this machine.

        Raises:
            SocketFailed: the system refused.
        """
        family = family_of(address)

        def made(at: SockAddr = address) -> socket.socket:
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.setblocking(False)
                if reuse and os.name == "posix":
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6_only)
                sock.bind(at)
            except BaseException:
                sock.close()
                raise
            return sock

        with failing("listen", Endpoint.of(address)):
            self._sock = made()
        taken = self._sock.getsockname()
        self._rebind = lambda: made(taken)

    def bind_path(self, path: str) -> None:
        """Make a Unix socket; it is removed when the server closes.

        Raises:
            SocketFailed: the system refused.
        """

        def made() -> socket.socket:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.setblocking(False)
                sock.bind(path)
            except BaseException:
                sock.close()
                raise
            return sock

        with failing("listen", path):
            self._sock = made()
        self._rebind = made
        if not path.startswith("\0"):
            self._unix = (path, os.stat(path).st_ino)

    def where(self) -> dict[str, Any]:
        """Return the address it has.

        Raises:
            NotConnected: it has none.
        """
        name = self._socket().getsockname()
        if isinstance(name, tuple):
            endpoint = Endpoint.of(name)
            return {"id": self.id, "address": endpoint.address, "port": endpoint.port, "family": endpoint.family}
        return {"id": self.id, "path": name.decode() if isinstance(name, bytes) else name}

    # -- connections ------------------------------------------------------------------------------

    def listen(self, backlog: int) -> None:
        """Let peers connect.

        Raises:
            NotConnected: it has no address.
            SocketFailed: the system refused.
        """
        self._backlog = backlog
        with failing("listen"):
            self._socket().listen(backlog)
        self.listening = True

    async def run(self, arrived: Callable[[str, TcpStream], None]) -> None:
        """Accept until stopped, while fewer wait for the page than the backlog says.

        Args:
            arrived: called with each connection and the id it got.
        """
        with self._scope, suppress(anyio.ClosedResourceError, NotConnected):
            while True:
                if len(self.pending) >= min(max(self._backlog, 1), MOST_PENDING):
                    self._room = anyio.Event()
                    await self._room.wait()
                elif (sock := await self._accepted()) is not None:
                    id, stream = str(random.getrandbits(64)), TcpStream(sock)
                    self.pending[id] = stream
                    arrived(id, stream)

    def claim(self, id: str) -> TcpStream:
        """Take a connection that waits.

        Raises:
            NotOpen: there is none of that id.
            AlreadyReading: its first message is being read.
        """
        if id in self.reading_hello:
            raise AlreadyReading(id)
        stream = self.pending.pop(id, None)
        self._room.set()
        if stream is None:
            raise NotOpen(id)
        return stream

    def close(self) -> None:
        """Listen no more, and refuse what waits."""
        self.suspend()
        self._rebind = None
        if self.events is not None:
            self.events.close()
        if self._unix is not None:
            _unlink(*self._unix)

    # -- pauses -----------------------------------------------------------------------------------

    def suspend(self) -> None:
        """Give the descriptor back and refuse what waits."""
        self._scope.cancel()
        for stream in self.pending.values():
            stream.close(reset=True)
        self.pending.clear()
        if self._sock is not None:
            anyio.notify_closing(self._sock)
            self._sock.close()
            self._sock = None

    def restore(self) -> bool:
        """Take the same address again after `suspend`; return whether to run again.

        Raises:
            OSError: another program has it.
        """
        if self._rebind is None or self._sock is not None:
            return False
        if self._unix is not None:
            _unlink(*self._unix)
        self._sock = self._rebind()
        if self._unix is not None:
            self._unix = (self._unix[0], os.stat(self._unix[0]).st_ino)
        self._scope = anyio.CancelScope()
        if self.listening:
            self._sock.listen(self._backlog)
        return self.listening

    async def _accepted(self) -> socket.socket | None:
        try:
            await anyio.wait_readable(self._socket())
            sock, _ = self._socket().accept()
        except (BlockingIOError, InterruptedError, ConnectionError):
            return None
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            await anyio.sleep(_RETRY)
            return None
        sock.setblocking(False)
        return sock

    def _socket(self) -> socket.socket:
        if self._sock is None:
            raise NotConnected(self.id)
        return self._sock


def _unlink(path: str, inode: int) -> None:
    """Remove our socket, but not a file that was put in its place since."""
    try:
        found = os.lstat(path)
        if stat.S_ISSOCK(found.st_mode) and found.st_ino == inode:
            os.unlink(path)
    except OSError:
        pass
