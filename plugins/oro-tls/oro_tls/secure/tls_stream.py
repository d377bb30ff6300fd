"""The stream of bytes over TLS over a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio

from oro_tls.errors import HandshakeCut, HandshakeTimedOut, TlsFailed, failing
from oro_tls.sockets.streams import CHUNK, TcpStream

if TYPE_CHECKING:
    from oro_tls.secure.engine import Engine

__all__ = ("TlsStream",)

_PIECE = 256 * 1024
"""Bytes encrypted before the result is sent."""


class TlsStream:
    """TLS over a socket.

    Args:
        tcp: what it runs over; owned from now on.
        engine: before its handshake.
    """

    def __init__(self, tcp: TcpStream, engine: Engine) -> None:
        self.engine = engine
        self.details: dict[str, Any] = {}
        """Further members of `describe`, set after the handshake."""
        self._tcp = tcp
        self._sending = anyio.Lock()
        self._unsent = bytearray()
        self._ended = False

    @property
    def tcp(self) -> TcpStream:
        return self._tcp

    def describe(self) -> dict[str, Any]:
        """Return addresses, and the terms agreed on."""
        return {**self._tcp.describe(), **self.details}

    async def establish(self, limit: int) -> None:
        """Do the handshake.

        Args:
            limit: milliseconds it may take, 0 for no limit.

        Raises:
            TlsFailed: there are no common terms; the peer got an alert.
            HandshakeCut: the peer ended it.
            HandshakeTimedOut: it took too long.
            SocketFailed: the connection broke.
        """
        with failing("read"), anyio.move_on_after(limit / 1000 if limit > 0 else None):
            await self._handshake()
            return
        raise HandshakeTimedOut

    async def _handshake(self) -> None:
        try:
            while not self.engine.handshake():
                await self._flush()
                data = await self._tcp.receive()
                if not data:
                    raise HandshakeCut
                self.engine.feed(data)
        except TlsFailed:
            await self._alert()
            raise
        await self._flush()

    async def receive(self, limit: int = CHUNK) -> bytes:
        while True:
            try:
                data = self.engine.read(limit)
            except TlsFailed:
                await self._alert()
                raise
            if data is not None:
                return data
            await self._flush()
            came = await self._tcp.receive()
            if not came:
                # As in Node, an end without close_notify is an end like any other.
                return b""
            self.engine.feed(came)

    async def send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            piece, view = view[:_PIECE], view[_PIECE:]
            async with self._sending:
                self.engine.write(piece)
                await self._drain()

    async def send_eof(self) -> None:
        async with self._sending:
            if not self._ended:
                self._ended = True
                self.engine.close_notify()
                await self._drain()
                await self._tcp.send_eof()

    def close(self, *, reset: bool = False) -> None:
        self._tcp.close(reset=reset)

    async def _flush(self) -> None:
        """Send the bytes the engine has made, unless a send is doing so."""
        if not self._sending.locked():
            async with self._sending:
                await self._drain()

    async def _drain(self) -> None:
        """Send the bytes that wait; those left when this is cancelled go first the next time."""
        self._unsent += self.engine.outgoing()
        while self._unsent:
            sent = await self._tcp.send_some(self._unsent)
            del self._unsent[:sent]

    async def _alert(self) -> None:
        try:
            await self._flush()
        except (OSError, anyio.ClosedResourceError):
            # A peer that is gone needs no alert.
            return
