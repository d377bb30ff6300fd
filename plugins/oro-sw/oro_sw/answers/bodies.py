"""Bodies of answers on their way, as the host has them: bytes, a file, or pieces that come."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable
from typing import Self

import anyio
import anyio.to_thread

from oro_framework.requests import FileSlice
from oro_framework.types import ByteStream, Response
from oro_sw.errors import WorkerGone

__all__ = ("BINARY", "BLOCK", "Body", "AnyBody", "Piped", "WAITING", "cut_off", "drop", "in_pieces", "pieces", "whole")

WAITING = 4
"""Pieces of a body that may wait between worker and page."""
BLOCK = 256 << 10
"""Bytes of a file that are read at once."""
BINARY = (("content-type", "application/octet-stream"),)
"""The headers of a body that goes to a worker."""


class Body(ABC):
    """A body that comes piece by piece to one reader."""

    # No generator: one left by a cancelled loop would be finalised wherever the collector runs.
    def __aiter__(self) -> Self:
        """Iterate over its pieces."""
        return self

    @abstractmethod
    async def __anext__(self) -> bytes:
        """Return the next piece.

        Raises:
            WorkerGone: it was cut off.
        """

    @abstractmethod
    def drop(self) -> None:
        """Read no more of it. Idempotent."""


class Piped(Body):
    """A body that is read as it is written; `feed` waits until the reader has room.

    Args:
        waiting: pieces that may wait.
        given_up: called when it is read no more.
    """

    def __init__(self, waiting: int = WAITING, given_up: Callable[[], None] = lambda: None) -> None:
        self._sending, self._receiving = anyio.create_memory_object_stream[bytes](waiting)
        self._given_up = given_up
        self._whole = False

    async def feed(self, chunk: bytes) -> None:
        """Pass a piece on.

        Raises:
            BrokenResourceError: it is read no more.
        """
        await self._sending.send(chunk)

    def finish(self) -> None:
        """End it as complete."""
        self._whole = True
        self._sending.close()

    def cut(self) -> None:
        """End it as incomplete."""
        self._sending.close()

    def drop(self) -> None:
        """Read no more of it. Idempotent."""
        self._receiving.close()
        self._given_up()

    async def __anext__(self) -> bytes:
        """Return the next piece.

        Raises:
            WorkerGone: it was cut off.
        """
        try:
            return await self._receiving.receive()
        except anyio.EndOfStream:
            if not self._whole:
                raise cut_off() from None
            raise StopAsyncIteration from None


def cut_off() -> WorkerGone:
    """Return the error for a body that is not complete."""
    return WorkerGone("Cannot answer: the service worker broke off its answer")


AnyBody = bytes | FileSlice | Body
"""A body as the host has it; its holder closes a file and drops pieces."""


def drop(body: AnyBody) -> None:
    """Close or drop a body."""
    if isinstance(body, FileSlice):
        os.close(body.fd)
    elif isinstance(body, Body):
        body.drop()


async def pieces(body: AnyBody) -> AsyncGenerator[bytes, None]:
    """Yield a body piece by piece, and drop it at the end.

    Raises:
        WorkerGone: it was cut off.
    """
    try:
        if isinstance(body, bytes):
            yield body
        elif isinstance(body, Body):
            async for chunk in body:
                yield chunk
        else:
            at, end = body.offset, body.offset + body.length
            while at < end and (chunk := await anyio.to_thread.run_sync(os.pread, body.fd, min(BLOCK, end - at), at)):
                yield chunk
                at += len(chunk)
    finally:
        drop(body)


async def whole(body: AnyBody) -> bytes:
    """Return a body in one piece.

    Raises:
        WorkerGone: it was cut off.
    """
    return b"".join([chunk async for chunk in pieces(body)])


def in_pieces(body: AnyBody) -> Response | ByteStream:
    """Return a body as a route answers a worker; a file goes in pieces, too.

    WebKitGTK's two ends spin where a worker reads a large file over the scheme.
    """
    if isinstance(body, bytes):
        return Response(body=body, headers=BINARY)
    return ByteStream(chunks=pieces(body), content_type=BINARY[0][1])
