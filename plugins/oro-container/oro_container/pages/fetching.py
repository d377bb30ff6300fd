"""`Fetching`, a request of a page for a server in a container, whose answer is read piece by piece."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import trio
from msgspec import json

from oro_container.previews.fetch import GuestResponse
from oro_framework.errors import InvalidArgument

__all__ = ("Fetching", "Headed", "framed")

_LENGTH = struct.Struct(">I")
_MOST = 1 << 20
"""Bytes that the head of a request may have."""
Answering = AbstractAsyncContextManager[GuestResponse]


class Fetching:
    """Pieces of an answer: first its head, framed, then its body.

    It has a task of its own, as the page reads what comes after the call that asked.

    Args:
        answering: asks.
    """

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._scope = trio.CancelScope()
        self._send, self._receive = trio.open_memory_channel[bytes](0)
        self._failure: Exception | None = None
        self._head = b""

    async def run(self) -> None:
        """Ask, and hand on what comes until it is closed."""
        with self._scope, self._send:
            try:
                async with self._answering as response:
                    await self._send.send(framed(response))
                    async for piece in response.body:
                        await self._send.send(piece)
            except Exception as error:
                self._failure = error

    async def begin(self) -> None:
        """Wait for the head; raises what kept it from coming. If cancelled, closes."""
        try:
            self._head = await self._next()
        except BaseException:
            await self.aclose()
            raise

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        head, self._head = self._head, b""
        return head or await self._next()

    async def aclose(self) -> None:
        """Ask no more: the connection to the server is closed."""
        self._scope.cancel()

    async def _next(self) -> bytes:
        try:
            return await self._receive.receive()
        except trio.EndOfChannel:
            if self._failure is not None:
                raise self._failure from None
            raise StopAsyncIteration from None


class Headed:
    """A head in front of bytes that come in pieces.

    Args:
        pieces: four bytes of length, as much JSON, and a body.
    """

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._left = bytearray()

    async def head(self) -> bytes:
        """Return the JSON.

        Raises:
            InvalidArgument: there is none, or it is too long.
        """
        (length,) = _LENGTH.unpack(await self._read(_LENGTH.size))
        if length > _MOST:
            raise InvalidArgument(f"Cannot fetch: the head of the request has {length} bytes, {_MOST} at most")
        return await self._read(length)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._left:
            left, self._left = bytes(self._left), bytearray()
            return left
        return await anext(self._pieces)

    async def rest(self) -> bytes:
        """Return what is left."""
        return b"".join([piece async for piece in self])

    async def _read(self, size: int) -> bytes:
        while len(self._left) < size:
            try:
                self._left += await anext(self._pieces)
            except StopAsyncIteration:
                raise InvalidArgument("Cannot fetch: the head of the request is not whole") from None
        read = bytes(self._left[:size])
        del self._left[:size]
        return read


def framed(response: GuestResponse) -> bytes:
    """Return the head of an answer: four bytes of length, and as much JSON."""
    head = json.encode({"status": response.status, "reason": response.reason, "headers": response.headers})
    return _LENGTH.pack(len(head)) + head
