"""Events of pages, as a program follows them."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any

import trio
from msgspec import Struct

from oro_conduit.client.errors import Disconnected
from oro_conduit.client.stream import Stream
from oro_framework.errors import Closed, OroError

__all__ = ("Event", "Events")

REST = 0.05
"""Seconds before events are asked for again."""


class Event(Struct, frozen=True, kw_only=True):
    """An event that a page was told."""

    name: str
    detail: Any = None
    window: int = 0
    """Index of the window."""
    time: float = 0.0
    """Seconds since 1970."""
    missed: int = 0
    """Events that were dropped before it, for the program was slow; the app keeps 1,024 for it."""
    resumed: bool = False
    """Whether the connection broke before it, so that others may have been missed."""


class Events:
    """Events as they come, for as long as the app runs; made by `App.events`.

    `async for` follows them from its first turn on, `async with` from its beginning, and until its end.
    When the connection breaks, they are followed again over the next one.
    """

    def __init__(self, begin: Callable[[], Awaitable[Stream]]) -> None:
        self._begin = begin
        self._stream: Stream | None = None
        self._rest = b""
        self._waiting: deque[Event] = deque()
        self._missed = 0
        self._resumed = False
        self._closed = False

    async def __aenter__(self) -> Events:
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> AsyncIterator[Event]:
        """Yield events as they come."""
        return self

    async def __anext__(self) -> Event:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            await self._read()
        return self._waiting.popleft()

    def close(self) -> None:
        """Follow no more."""
        self._closed = True
        if self._stream is not None:
            self._stream.cancel()
            self._stream = None

    def __del__(self) -> None:
        if self._stream is not None:
            self._stream.cancel_soon()

    async def _opened(self) -> Stream:
        while self._stream is None:
            stream = await self._begin()
            try:
                await stream.begun()
            except (Closed, Disconnected):
                # The connection is about to break, where the app ends.
                await trio.sleep(REST)
                continue
            except BaseException:
                stream.cancel()
                raise
            self._stream = stream
        return self._stream

    async def _read(self) -> None:
        stream = await self._opened()
        # An app that ends breaks the stream off before its connection.
        with suppress(OroError):
            if data := await stream.receive():
                self._take(data)
                return
        self._stream, self._rest, self._resumed = None, b"", True

    def _take(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line:
                self._event(json.loads(line))

    def _event(self, told: dict[str, Any]) -> None:
        if "name" not in told:
            self._missed += told.get("missed", 0)
            return
        self._waiting.append(
            Event(
                name=told["name"],
                detail=told.get("detail"),
                window=told.get("window", 0),
                time=told.get("time", 0.0),
                missed=self._missed,
                resumed=self._resumed,
            )
        )
        self._missed, self._resumed = 0, False
