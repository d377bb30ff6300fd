"""A connection a window holds, from the moment it is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import anyio

from oro_framework.errors import OroError
from oro_framework.types import Window
from oro_tls.errors import AlreadyReading, NotConnected, failing
from oro_tls.sockets.streams import Stream, TcpStream

__all__ = ("Connection",)


class Connection:
    """A connection of a page; it may still be on its way to its peer.

    Args:
        id: chosen by the page, or by the host for one that a server accepted.
        window: the window that holds it.
        wait_resumed: waits while the app is paused.
    """

    def __init__(self, id: str, window: Window | None, wait_resumed: Callable[[], Awaitable[None]]) -> None:
        self.id = id
        self.window = window
        self.connecting = anyio.CancelScope()
        self.broken: OroError | None = None
        """The error that ended reading."""
        self._wait_resumed = wait_resumed
        self._tcp: TcpStream | None = None
        self._stream: Stream | None = None
        self._returned = b""
        self._sending = anyio.Lock()
        self._streaming = False
        self._receiving = anyio.CancelScope()
        self.pushing: anyio.CancelScope | None = None

    @property
    def stream(self) -> Stream:
        """The connection itself.

        Raises:
            NotConnected: it is not there yet.
        """
        if self._stream is None:
            raise NotConnected(self.id)
        return self._stream

    def hold(self, tcp: TcpStream) -> None:
        """Take the socket; from now on it is closed with this, though it cannot be used yet."""
        self._tcp = tcp

    def open(self, stream: Stream) -> None:
        """Let the connection be used."""
        self._stream = stream

    def take(self) -> TcpStream:
        """Give the socket away: this one no longer closes it, and reading from it ends.

        Raises:
            NotConnected: it is not there yet.
        """
        tcp = self.stream.tcp
        tcp.put_back(self._returned + tcp.returned)
        self._tcp = self._stream = None
        self._receiving.cancel()
        return tcp

    async def read(self, limit: int = 0) -> AsyncIterator[bytes]:
        """Yield what the peer sends until it ends its side, taking no more than is asked for.

        Args:
            limit: bytes after which to stop, although more may come; 0 for none.

        Raises:
            AlreadyReading: it is read already.
            SocketFailed: the connection broke, or was closed meanwhile.
        """
        if self.reading:
            raise AlreadyReading(self.id)
        self._streaming = True
        try:
            left = limit
            while chunk := await self.receive():
                if limit:
                    self.put_back(chunk[left:])
                    chunk = chunk[:left]
                    left -= len(chunk)
                yield chunk
                if limit and not left:
                    break
        finally:
            self._streaming = False

    @property
    def reading(self) -> bool:
        """Whether what the peer sends is on its way to the page."""
        return self._streaming or self.pushing is not None

    async def receive(self) -> bytes:
        """Wait for bytes of the peer; empty once it has ended its side.

        Raises:
            SocketFailed: the connection broke, or was closed meanwhile.
        """
        await self._wait_resumed()
        if self._stream is None:
            return b""
        if self._returned:
            returned, self._returned = self._returned, b""
            return returned
        try:
            with failing("read"), anyio.CancelScope() as self._receiving:
                return await self.stream.receive()
            return b""
        except OroError as error:
            self.broken = error
            raise

    def put_back(self, data: bytes) -> None:
        """Keep bytes that were read too early for the next read."""
        self._returned = data

    async def write(self, data: bytes) -> None:
        """Send bytes after all that was written before.

        Raises:
            SocketFailed: the connection broke; ECANCELED, it was closed first.
        """
        async with self._sending:
            with failing("write"):
                await self.stream.send(data)

    async def shutdown(self) -> None:
        """End this side after all that was written before.

        Raises:
            SocketFailed: the connection broke.
        """
        async with self._sending:
            with failing("shutdown"):
                await self.stream.send_eof()

    def close(self, *, reset: bool = False) -> None:
        """Close at once: give up connecting, reading and writing."""
        self.connecting.cancel()
        if self.pushing is not None:
            self.pushing.cancel()
        held = self._stream or self._tcp
        if held is not None:
            held.close(reset=reset)
