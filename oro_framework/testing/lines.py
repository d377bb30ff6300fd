"""Streams of JSON lines, read one by one, and the events and pushes of a page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import anyio

from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.testing.waiting import PATIENCE

__all__ = ("Events", "Lines", "Pushed")


class Lines:
    """A stream of JSON lines; empty lines, which only show that a stream is open, are left out.

    Args:
        reply: the streamed answer.
    """

    def __init__(self, reply: MemoryReply) -> None:
        self._reply = reply
        self._lines: list[Any] = []
        self._rest = b""

    async def next(self) -> Any:
        """Wait for the next line and return its value.

        Raises:
            TimeoutError: none came for `PATIENCE` seconds.
            EOFError: the stream has ended.
        """
        with anyio.fail_after(PATIENCE):
            while not self._lines:
                piece = await self._reply.read()
                if not piece:
                    raise EOFError(f"Cannot read another line: the stream ended with {self._rest!r}")
                *whole, self._rest = (self._rest + piece).split(b"\n")
                self._lines = [json.loads(line) for line in whole if line]
        return self._lines.pop(0)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push, as a page receives it."""

    params: dict[str, Any]
    """The source of the push, and its data or error."""
    body: bytes | None

    @property
    def data(self) -> Any:
        """The data of the push."""
        return self.params["data"]


class Events(Lines):
    """The messages to a page: `{"name", "detail"}` for events, `{"push"}` for pushes.

    Args:
        reply: the stream of the page's events.
        fetch: returns the bytes of a push by its id.
    """

    def __init__(self, reply: MemoryReply, fetch: Callable[[str], Awaitable[bytes]]) -> None:
        super().__init__(reply)
        self._fetch = fetch

    async def push(self) -> Pushed:
        """Wait for the next push and fetch its bytes; events before it are skipped.

        Raises:
            TimeoutError: none came for `PATIENCE` seconds.
            EOFError: the stream has ended.
        """
        with anyio.fail_after(PATIENCE):
            while "push" not in (line := await self.next()):
                continue
        push = line["push"]
        if push["id"] is None:
            return Pushed(push["params"], None)
        return Pushed(push["params"], await self._fetch(push["id"]))
