"""Writing streamed answers: events and chunks of a source are coalesced into fewer, larger writes.

A source is read ahead of the page into one bounded buffer. Chunks that arrive during a write are gathered and written
together, so a slow page causes fewer, larger writes and bounded memory use. When the source pauses, the gathered
chunks are written at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Self

import trio

from oro_framework.errors import Closed
from oro_framework.host.kernel.faults import fault_of
from oro_framework.host.requests.answer import close_source
from oro_framework.host.requests.reply import BodyWriter
from oro_framework.types import ServerEvent

__all__ = ("Feed", "PageGone", "encode_event", "event_chunks", "send_pieces")

BLOCK = 16 * 1024


class PageGone(OSError):
    """The page aborted the request, navigated away or was closed while an answer was being sent."""


def encode_event(event: ServerEvent) -> bytes:
    """Encode one server-sent event (WHATWG HTML 9.2.6); return empty bytes if it has neither name nor data."""
    name = event.name.replace("\r", "").replace("\n", " ")
    lines = [f"event: {name}"] if name else []
    if event.data or not name:
        lines += [f"data: {line}" for line in event.data.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if not event.name and not event.data:
        return b""
    return ("\n".join(lines) + "\n\n").encode()


async def event_chunks(events: AsyncIterable[ServerEvent]) -> AsyncIterator[bytes]:
    """Yield a comment that opens the stream, then each event encoded. Closing the iterator closes `events`."""
    try:
        yield b":\n\n"
        async for event in events:
            if encoded := encode_event(event):
                yield encoded
    finally:
        if (close := getattr(events, "aclose", None)) is not None:
            await close()


class Feed:
    """A buffer of bytes between a task that writes and a task that reads.

    Args:
        ahead: bytes that may wait for the reader; with 0, a writer waits until the reader asks for the next piece.
        left: called once the reader has stopped reading.
    """

    def __init__(self, ahead: int = 0, left: Callable[[], object] = lambda: None) -> None:
        self._ahead = ahead
        self._tell_left = left
        self._parts: list[bytes] = []
        self._size = 0
        self._ended = False
        self._failure: BaseException | None = None
        self._left = False
        self._filled = trio.Event()
        self._drained = trio.Event()

    async def put(self, chunk: bytes) -> None:
        """Write a chunk and wait until there is room. If cancelled, the chunk is still written.

        Raises:
            PageGone: the reader has stopped reading.
        """
        if self._left:
            raise PageGone("the page is gone")
        self.add(chunk)
        if self._size >= max(self._ahead, 1):
            if self._drained.is_set():
                self._drained = trio.Event()
            await self._drained.wait()
            if self._left:
                raise PageGone("the page is gone")

    def add(self, chunk: bytes) -> None:
        """Write a chunk without waiting for room."""
        self._parts.append(chunk)
        self._size += len(chunk)
        self._filled.set()

    def end(self, failure: BaseException | None = None) -> None:
        """End the stream, or fail it: the reader raises `failure` once it has read all bytes. Idempotent."""
        if not self._ended:
            self._ended, self._failure = True, failure
            self._filled.set()

    def __aiter__(self) -> Self:
        """Iterate over the written bytes; all that wait in the buffer come as one piece."""
        return self

    async def __anext__(self) -> bytes:
        """Wait for the next piece. If cancelled, no bytes are lost."""
        if not self._parts:
            self._drained.set()
        while not self._parts and not self._ended:
            self._filled = trio.Event()
            await self._filled.wait()
        if not self._parts:
            if self._failure is not None:
                raise self._failure
            raise StopAsyncIteration
        joined = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        self._parts, self._size = [], 0
        if self._ahead:
            self._drained.set()
        return joined

    async def aclose(self) -> None:
        """Stop reading: `left` is called, and later writes raise `PageGone`."""
        if not self._left:
            self._left = True
            self._drained.set()
            self._tell_left()


async def send_pieces(source: AsyncIterable[bytes], begin: Callable[[], BodyWriter]) -> bool:
    """Write a body piece by piece and end it; return False, with nothing begun, if there are no pieces.

    A body that fails after its first piece is cut off. If the page goes away, the body ends without an exception.

    Args:
        source: the pieces of the body.
        begin: called with the first piece at hand; sends the head and returns the writer of the body.

    Raises any exception of the source. If cancelled, closes the source and cuts the body off.
    """
    writer: BodyWriter | None = None

    async def write(chunk: bytes) -> None:
        nonlocal writer
        if writer is None:
            writer = begin()
        try:
            await writer.write(chunk)
        except Closed as error:
            raise PageGone(error.message) from error

    try:
        if isinstance(source, Feed):
            await _drain(source, write)
        else:
            await _pump(source, write)
    except PageGone:
        if writer is not None:
            writer.abort()
        return True
    except BaseException:
        if writer is not None:
            writer.abort()
        raise
    if writer is not None:
        writer.close()
    return writer is not None


async def _drain(feed: Feed, write: Callable[[bytes], Awaitable[None]]) -> None:
    try:
        async for chunk in feed:
            await write(chunk)
    finally:
        await feed.aclose()


async def _pump(source: AsyncIterable[bytes], write: Callable[[bytes], Awaitable[None]]) -> None:
    """Pass a source to `write(chunk)`, gathering the chunks that arrive during a write."""
    feed = Feed(BLOCK)

    async def fill() -> None:
        failure: BaseException | None = None
        try:
            try:
                async for chunk in source:
                    if chunk:
                        await feed.put(chunk)
            finally:
                await close_source(source)
        except BaseException as error:
            failure = fault_of(error)
        finally:
            feed.end(failure)

    failures: list[BaseException] = []
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fill)
        try:
            async for chunk in feed:
                await write(chunk)
        except BaseException as error:
            failures.append(fault_of(error))
        nursery.cancel_scope.cancel()
    if failures:
        raise failures[0]
