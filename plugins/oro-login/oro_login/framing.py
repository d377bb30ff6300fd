"""Heads in front of bodies on one way: four bytes of length, as much JSON, and the body."""

from __future__ import annotations

import struct
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing

import httpx
import trio
from msgspec import json

from oro_framework.errors import InvalidArgument
from oro_login.errors import Unreachable

__all__ = ("Answering", "Headed", "framed", "pieces", "split")

_LENGTH = struct.Struct(">I")
_MOST = 1 << 18
"""Bytes that the head of a request may have."""
_HIDDEN = frozenset({"set-cookie", "content-encoding", "content-length", "transfer-encoding", "connection"})
"""Headers of an answer that say nothing to a page: its body is decoded, and cookies are no page's."""


class Headed:
    """A head, and the body behind it.

    Args:
        pieces: of both, as they come.
    """

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._left = bytearray()

    async def head(self) -> bytes:
        """Return the JSON.

        Raises:
            InvalidArgument: there is none, or it is too long.
        """
        return await self._read(_length(await self._read(_LENGTH.size)))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self._left:
            left, self._left = bytes(self._left), bytearray()
            return left
        return await anext(self._pieces)

    async def _read(self, size: int) -> bytes:
        while len(self._left) < size:
            try:
                self._left += await anext(self._pieces)
            except StopAsyncIteration:
                raise _cut_short() from None
        read = bytes(self._left[:size])
        del self._left[:size]
        return read


class Answering:
    """The head and the body of an answer, read piece by piece.

    The request has a task of its own, as the page reads what comes after the call that asked.

    Args:
        asking: gives the answer.
    """

    def __init__(self, asking: AbstractAsyncContextManager[httpx.Response]) -> None:
        self._asking = asking
        self._scope = trio.CancelScope()
        self._send, self._receive = trio.open_memory_channel[bytes](0)
        self._failure: Exception | None = None
        self._head = b""

    async def run(self) -> None:
        """Ask, and hand on what comes until it is closed."""
        with self._scope, self._send:
            try:
                async with self._asking as response:
                    await self._send.send(framed(response))
                    async with aclosing(pieces(response)) as body:
                        async for piece in body:
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
        """Read no more: the connection to the server is closed."""
        self._scope.cancel()

    async def _next(self) -> bytes:
        try:
            return await self._receive.receive()
        except trio.EndOfChannel:
            if self._failure is not None:
                raise self._failure from None
            raise StopAsyncIteration from None


def split(data: bytes) -> tuple[bytes, bytes]:
    """Return the JSON of a head, and the body behind it.

    Raises:
        InvalidArgument: there is no head, or it is too long.
    """
    if len(data) < _LENGTH.size:
        raise _cut_short()
    end = _LENGTH.size + _length(data[: _LENGTH.size])
    if len(data) < end:
        raise _cut_short()
    return data[_LENGTH.size : end], data[end:]


def framed(response: httpx.Response) -> bytes:
    """Return the head of an answer, with its length."""
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in _HIDDEN]
    head = json.encode(
        {
            "status": response.status_code,
            "statusText": response.reason_phrase,
            "headers": headers,
            "url": str(response.url),
        }
    )
    return _LENGTH.pack(len(head)) + head


async def pieces(response: httpx.Response) -> AsyncGenerator[bytes, None]:
    """Yield the body of an answer as it comes.

    Raises:
        Unreachable: the connection broke in the middle.
    """
    try:
        async for piece in response.aiter_bytes():
            if piece:
                yield piece
    except httpx.HTTPError as error:
        raise Unreachable(f'Cannot read the answer of "{str(response.url)[:200]}": {error}') from error


def _length(data: bytes) -> int:
    length: int = _LENGTH.unpack(data)[0]
    if length > _MOST:
        raise InvalidArgument(f"Cannot fetch: the head of the request has {length} bytes, {_MOST} at most")
    return length


def _cut_short() -> InvalidArgument:
    return InvalidArgument("Cannot fetch: the head of the request is not whole")
