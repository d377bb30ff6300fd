"""How streamed answers are cut into writes (seed 000, performance): events and chunks are coalesced.

A source is read ahead of the page by one bounded buffer. While a write is on its way, what the source
yields is gathered, so a slow page costs fewer, larger writes and never unbounded memory; a source that
waits is never held back: what was gathered is written at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from typing import Any

import trio

from oro_framework.host.kernel.faults import fault_of
from oro_framework.types import ServerEvent

__all__ = ("encode_event", "event_chunks", "pump")

BLOCK = 16 * 1024
CLOSE_DEADLINE = 5.0
"""Seconds a source has to clean up after it was cut off."""


def encode_event(event: ServerEvent) -> bytes:
    """Encode one server-sent event (WHATWG HTML 9.2.6); one with neither name nor data is empty."""
    name = event.name.replace("\r", "").replace("\n", " ")
    lines = [f"event: {name}"] if name else []
    if event.data or not name:
        lines += [f"data: {line}" for line in event.data.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if not event.name and not event.data:
        return b""
    return ("\n".join(lines) + "\n\n").encode()


async def event_chunks(events: AsyncIterable[ServerEvent]) -> AsyncIterator[bytes]:
    """Yield each event encoded, after a comment that opens the stream. If closed, the source is closed."""
    try:
        yield b":\n\n"
        async for event in events:
            if encoded := encode_event(event):
                yield encoded
    finally:
        if (close := getattr(events, "aclose", None)) is not None:
            await close()


class _Buffer:
    """Up to `BLOCK` bytes between a source and a writer; `put` waits while it is full."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.ended = False
        self.filled = trio.Event()
        self.drained = trio.Event()

    async def put(self, chunk: bytes) -> None:
        self.parts.append(chunk)
        self.size += len(chunk)
        self.filled.set()
        if self.size >= BLOCK:
            self.drained = trio.Event()
            await self.drained.wait()

    def end(self) -> None:
        self.ended = True
        self.filled.set()

    async def take(self) -> bytes:
        """Return everything gathered, waiting for the first; empty at the end."""
        while not self.parts and not self.ended:
            self.filled = trio.Event()
            await self.filled.wait()
        joined = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        self.parts, self.size = [], 0
        self.drained.set()
        return joined


async def pump(source: AsyncIterable[bytes], write: Any) -> None:
    """Move a source to `write(chunk)`, coalescing what comes while a write is on its way.

    Raises whatever the source or the writer raises. If cancelled, the source is closed.
    """
    buffer = _Buffer()

    async def fill() -> None:
        try:
            async for chunk in source:
                if chunk:
                    await buffer.put(chunk)
        finally:
            buffer.end()
            if (close := getattr(source, "aclose", None)) is not None:
                with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE):
                    await close()

    failures: list[BaseException] = []
    async with trio.open_nursery() as nursery:

        async def guarded() -> None:
            try:
                await fill()
            except BaseException as error:
                failures.append(fault_of(error))

        nursery.start_soon(guarded)
        try:
            while chunk := await buffer.take():
                await write(chunk)
        except OSError as error:
            failures.insert(0, error)
        nursery.cancel_scope.cancel()
    if failures:
        raise failures[0]
