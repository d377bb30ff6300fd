"""A WebSocket as a `Carrier`: one read of the socket gives every message that came, one write sends what fits."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from contextlib import suppress

import trio

from oro_conduit.carriers.carrier import Gone, Parts
from oro_conduit.carriers.websocket import Reader, close_frame, head_of, pong_frame
from oro_conduit.errors import ABNORMAL, GOING_AWAY

__all__ = ("BUFFER", "SocketCarrier")

BUFFER = 1 << 18
"""Bytes that are read at once."""
COPIED = 16 * 1024
"""Bytes up to which a message is put together before it is sent."""
SCATTERED = 64
"""Parts of a message that are sent from where they lie; systems take some hundred."""
CLOSING = 2.0
"""Seconds the page has to answer that it closes."""


class SocketCarrier:
    """See the module. The socket does not block, and is closed by the caller.

    Args:
        connection: the socket, past its handshake.
        max_message: bytes of one message.
        buffer: what it is read into; sockets of one thread may share it, as nothing points into it afterwards.
        answer: what completes the handshake; it is sent at once.
        early: what came right after the request.
    """

    def __init__(
        self,
        connection: socket.socket,
        *,
        max_message: int,
        buffer: memoryview | None = None,
        answer: bytes = b"",
        early: bytes = b"",
    ) -> None:
        self._socket = connection
        self._buffer = memoryview(bytearray(BUFFER)) if buffer is None else buffer
        self._reader = Reader(max_message)
        self._early = early
        self._left = bytearray()
        self._gone = False
        self._more = bool(early)
        if answer:
            self._put(answer)

    @property
    def full(self) -> bool:
        """Whether bytes wait until the socket has room."""
        return bool(self._left)

    async def receive(self) -> Sequence[bytes]:
        """Wait for the next messages; see `Carrier.receive`."""
        while True:
            if self._more or self._over:
                await trio.lowlevel.checkpoint()
            else:
                await trio.lowlevel.wait_readable(self._socket)
            if messages := self.arrived():
                return messages

    @property
    def _over(self) -> bool:
        return self._gone or self._reader.closed is not None or self._reader.failure is not None

    def arrived(self) -> Sequence[bytes]:
        """Return the messages that are there; see `Carrier.arrived`."""
        reader = self._reader
        while True:
            messages = self._read()
            if reader.ping is not None:
                pong, reader.ping = pong_frame(reader.ping), None
                with suppress(Gone):
                    self._put(pong)
            if messages:
                return messages
            if reader.failure is not None:
                raise reader.failure
            if self._over:
                raise Gone
            if not self._more:
                return ()

    def _read(self) -> list[bytes]:
        data, self._early = self._early, b""
        if data:
            self._more = False
            return self._reader.feed(data)
        try:
            size = self._socket.recv_into(self._buffer)
        except BlockingIOError:
            self._more = False
            return []
        except OSError:
            size = 0
        self._gone = not size
        self._more = size == len(self._buffer)
        return self._reader.feed(self._buffer[:size])

    def write(self, parts: Parts) -> None:
        """Take a message; see `Carrier.write`."""
        size = sum(map(len, parts))
        parts = (head_of(size), *parts)
        # Copying is faster than handing over many small parts, and slower than handing over a few large ones.
        if size <= COPIED or len(parts) > SCATTERED or self._left:
            self._put(b"".join(parts))
        else:
            self._scatter(parts)

    def _scatter(self, parts: Parts) -> None:
        """Send parts from where they lie; what the socket does not take is copied."""
        sent = self._send(parts)
        for part in parts:
            if sent < len(part):
                self._left += memoryview(part)[sent:]
            sent = max(0, sent - len(part))

    def _put(self, data: bytes) -> None:
        if self._left:
            self._left += data
            return
        sent = self._send((data,))
        if sent < len(data):
            self._left += memoryview(data)[sent:]

    def _send(self, parts: Parts) -> int:
        try:
            return self._socket.send(parts[0]) if len(parts) == 1 else self._socket.sendmsg(parts)
        except BlockingIOError:
            return 0
        except OSError as error:
            self._left.clear()
            raise Gone from error

    async def drain(self) -> None:
        """Wait until the socket took everything; see `Carrier.drain`."""
        while self._left:
            await trio.lowlevel.wait_writable(self._socket)
            del self._left[: self._send((self._left,))]

    async def close(self, code: int, reason: str) -> None:
        """Close with a code, or answer the page's close, and wait until the page has ended too."""
        closed = self._reader.closed
        if closed is not None:
            code, reason = closed
        with trio.move_on_after(CLOSING):
            try:
                self._put(close_frame(GOING_AWAY if code == ABNORMAL else code, reason))
                await self.drain()
                if self._reader.failure is not None:
                    # Its close frame would not be understood; reading on keeps ours from being lost with the rest.
                    with suppress(OSError):
                        self._socket.shutdown(socket.SHUT_WR)
                while not self._gone and self._reader.closed is None:
                    await trio.lowlevel.wait_readable(self._socket)
                    self._read()
            except Gone:
                pass
