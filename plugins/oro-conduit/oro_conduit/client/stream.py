"""A call whose bytes go both ways as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from oro_conduit.client.answer import Answer
from oro_conduit.client.errors import Disconnected
from oro_conduit.client.exchange import Exchange
from oro_conduit.client.link import Link
from oro_framework.errors import Closed

__all__ = ("Stream",)

LARGEST_ERROR = 1 << 20
"""Bytes of an answer that tells of an error."""
PIECE = 1 << 18
"""Bytes that are queued at once."""


class Stream:
    """Bytes to a route and from it, with backpressure both ways; made by `App.stream`, to read alone by `App.download`.

    Iterating yields what comes until the route has ended. Pieces keep their order; their boundaries may change.
    """

    def __init__(self, route: str, link: Link, exchange: Exchange, *, writable: bool) -> None:
        self._route = route
        self._link = link
        self._exchange = exchange
        self._ended = not writable

    @property
    def status(self) -> int:
        """The status of the answer; 0 until it has begun."""
        return self._exchange.status

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the answer, by lower-case name; none until it has begun."""
        return self._exchange.headers

    async def begun(self) -> None:
        """Wait until the route has begun to answer.

        Raises:
            OroError: it answered with an error.
            Disconnected: the connection broke first.
        """
        await self._exchange.begun()
        await self._check()

    async def send(self, data: bytes) -> None:
        """Send bytes, and wait until there is room for more.

        Raises:
            Closed: `end` was called, it is there to be read alone, or the route takes no more.
            Disconnected: the connection broke. If cancelled, part of the bytes may have been sent.
        """
        if self._ended:
            raise Closed(f'Cannot send to "{self._route}": nothing more goes to it')
        for at in range(0, len(data), PIECE):
            if not await self._link.write(self._exchange, bytes(data[at : at + PIECE])):
                self._raise_lost()
                raise Closed(f'Cannot send to "{self._route}": it takes no more')

    async def end(self) -> None:
        """Say that no more bytes follow; what comes can still be read."""
        if not self._ended:
            self._ended = True
            self._link.end(self._exchange)

    async def receive(self) -> bytes:
        """Wait for bytes; return none once the route has ended.

        Raises:
            OroError: the route answered with an error, or broke off with one.
            Disconnected: the connection broke first. If cancelled, nothing is lost.
        """
        data = await self._exchange.piece() if self._exchange.status < 400 else b""
        if not data or self._exchange.status >= 400:
            await self._check(data)
        return data

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while data := await self.receive():
            yield data

    def cancel(self) -> None:
        """Give the stream up: the route is cancelled, unless it has ended."""
        self._link.cancel(self._exchange)

    def cancel_soon(self) -> None:
        """Give the stream up, from any thread."""
        self._link.cancel_soon(self._exchange)

    async def _check(self, begun: bytes = b"") -> None:
        """Raise the error that the route answered with, if it did."""
        exchange = self._exchange
        if exchange.status >= 400:
            body = bytearray(begun)
            while len(body) < LARGEST_ERROR and (data := await exchange.piece()):
                body += data
            value = Answer(status=exchange.status, headers=exchange.headers, body=bytes(body)).value
            raise Closed(f'Cannot go on with "{self._route}": its status is {exchange.status}: {value!r:.200}')
        if exchange.failure is not None:
            raise exchange.failure
        self._raise_lost()

    def _raise_lost(self) -> None:
        if self._exchange.lost:
            raise Disconnected(f'Cannot go on with "{self._route}": the connection broke')
