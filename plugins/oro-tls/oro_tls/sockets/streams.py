"""Streams of bytes, and the one over a socket of the operating system."""

from __future__ import annotations

import socket
import struct
from typing import Any, Protocol

import anyio

from oro_framework.endpoints import Endpoint

__all__ = ("CHUNK", "TcpStream", "Stream", "endpoint_info")

CHUNK = 128 * 1024
"""Bytes taken from the kernel at once."""


class Stream(Protocol):
    """Bytes both ways. One task may receive while one sends; after `close` both end with ClosedResourceError."""

    def describe(self) -> dict[str, Any]:
        """Return the members of the answer that tell of the connection."""
        ...

    @property
    def tcp(self) -> TcpStream:
        """The socket at the bottom."""
        ...

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Wait for bytes of the peer; empty once it has ended its side.

        Raises:
            OSError: the connection broke.
        If cancelled, nothing was taken.
        """
        ...

    async def send(self, data: bytes) -> None:
        """Hand all bytes to the kernel, waiting while the peer takes none.

        Raises:
            OSError: the connection broke.
        If cancelled, part of the bytes may have been sent.
        """
        ...

    async def send_eof(self) -> None:
        """End this side; the peer may go on sending.

        Raises:
            OSError: the connection broke.
        """
        ...

    def close(self, *, reset: bool = False) -> None:
        """Close at once; with `reset` the peer sees a broken connection."""
        ...


class TcpStream:
    """A connected TCP or Unix socket.

    Args:
        sock: connected and non-blocking; owned from now on.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._local, self._remote = sock.getsockname(), _peer_name(sock)
        self._ended = False
        self.returned = b""
        """The bytes that were put back."""

    @property
    def tcp(self) -> TcpStream:
        return self

    @property
    def peer(self) -> Endpoint | None:
        """Where the peer is; None for a Unix socket."""
        return Endpoint.of(self._remote) if isinstance(self._remote, tuple) else None

    def describe(self) -> dict[str, Any]:
        """Return both addresses; a Unix socket has none."""
        return {**endpoint_info("local", self._local), **endpoint_info("remote", self._remote)}

    def put_back(self, data: bytes) -> None:
        """Keep bytes that were received too early for the next `receive`."""
        self.returned = data

    async def receive(self, limit: int = CHUNK) -> bytes:
        if self.returned:
            returned, self.returned = self.returned, b""
            return returned
        while True:
            self._check()
            try:
                return self.sock.recv(limit)
            except (BlockingIOError, InterruptedError):
                await anyio.wait_readable(self.sock)

    async def send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[await self.send_some(view) :]

    async def send_some(self, data: bytes | bytearray | memoryview) -> int:
        """Hand the kernel what it takes, waiting until it takes any; return how much that was.

        Raises:
            OSError: the connection broke.
        If cancelled, nothing was sent.
        """
        while True:
            self._check()
            try:
                return self.sock.send(data)
            except (BlockingIOError, InterruptedError):
                await anyio.wait_writable(self.sock)

    async def send_eof(self) -> None:
        self._check()
        if not self._ended:
            self._ended = True
            self.sock.shutdown(socket.SHUT_WR)

    def close(self, *, reset: bool = False) -> None:
        if self.sock.fileno() < 0:
            return
        if reset and self.sock.family != getattr(socket, "AF_UNIX", None):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        anyio.notify_closing(self.sock)
        self.sock.close()

    def set_no_delay(self, on: bool) -> None:
        """Send small segments at once, or gather them. Does nothing on a Unix socket."""
        if self.peer is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, on)

    def set_keep_alive(self, on: bool, delay: int) -> None:
        """Ask an idle peer whether it is there. Does nothing on a Unix socket.

        Args:
            on: whether to.
            delay: milliseconds of silence before the first time; below 1000 keeps what the system does.
        """
        if self.peer is None:
            return
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, on)
        idle = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
        if on and delay >= 1000 and idle is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, idle, delay // 1000)

    def _check(self) -> None:
        if self.sock.fileno() < 0:
            raise anyio.ClosedResourceError


def endpoint_info(side: str, sockaddr: Any) -> dict[str, Any]:
    """Return `<side>Address`, `<side>Port` and `<side>Family` of an address as the kernel has it."""
    if not isinstance(sockaddr, tuple):
        return {}
    endpoint = Endpoint.of(sockaddr)
    return {f"{side}Address": endpoint.address, f"{side}Port": endpoint.port, f"{side}Family": endpoint.family}


def _peer_name(sock: socket.socket) -> Any:
    """Where the peer was, when it has gone already."""
    try:
        return sock.getpeername()
    except OSError:
        return None
