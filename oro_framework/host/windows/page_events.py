"""Messages from the host to one page, in order, through a bounded queue.

A page holds one request open and reads a line of JSON per event (`internal.events`). Until it does,
and while it is slow, events wait here. The queue holds at most `LIMIT` events; when it is full the
oldest is dropped and counted, and the count is sent once there is room, as the event `eventsdropped`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from typing import Any, Protocol

import msgspec
import trio

from oro_framework.host.requests.envelope import new_id
from oro_framework.types import Push

__all__ = ("EventQueue", "QueuedResponses")

LIMIT = 1024
LOSSY_LIMIT = 256
"""Messages that may wait for a page before lossy ones are refused."""
TTL = 32.0


class EventQueue:
    """Events that wait for one page. Loop thread."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._lines: deque[bytes] = deque()
        self._limit = limit
        self._dropped = 0
        self._wake = trio.Event()
        self._reader = 0
        self._readers = 0
        self._rest = trio.Event()
        self._rest.set()

    def __len__(self) -> int:
        return len(self._lines)

    def put(self, name: str, detail: Any = None, push: dict[str, Any] | None = None) -> None:
        """Queue an event; never blocks.

        Raises:
            TypeError: the detail is not JSON.
        """
        line: dict[str, Any] = {"name": name}
        if push is None:
            line["detail"] = detail
        else:
            line["push"] = push
        encoded = msgspec.json.encode(line) + b"\n"
        if len(self._lines) >= self._limit:
            self._lines.popleft()
            self._dropped += 1
        self._lines.append(encoded)
        if self._rest.is_set():
            self._rest = trio.Event()
        self._wake.set()

    def clear(self) -> None:
        """Drop waiting events, whose document is gone."""
        self._lines.clear()
        self._dropped = 0

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield waiting events, then new ones, several lines at a time; an empty line first.

        The newest reader wins: an older one ends, so a page that reconnects is not served twice.
        If cancelled, no events are lost but those just yielded.
        """
        self._reader += 1
        mine = self._reader
        self._wake.set()
        self._readers += 1
        try:
            yield b"\n"
            while mine == self._reader:
                if self._lines:
                    yield self._batch()
                else:
                    self._rest.set()
                    self._wake = trio.Event()
                    await self._wake.wait()
        finally:
            self._readers -= 1

    async def taken(self) -> None:
        """Wait until the reader has taken all waiting events; return at once without a reader."""
        if self._readers:
            await self._rest.wait()

    def _batch(self) -> bytes:
        batch = b"".join(self._lines)
        self._lines.clear()
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            batch += msgspec.json.encode({"name": "eventsdropped", "detail": {"count": dropped}}) + b"\n"
        return batch


class Identified(Protocol):
    """A window, of which only the id matters here."""

    @property
    def id(self) -> str: ...


class QueuedResponses:
    """Bodies of pushes that wait to be fetched, once each, by the page they were pushed to.

    An entry not fetched within `ttl` seconds is dropped the next time the table is used.
    """

    def __init__(self, ttl: float = TTL) -> None:
        self._ttl = ttl
        self._entries: dict[str, tuple[float, Identified, Push]] = {}
        self._counts: dict[str, int] = {}

    def add(self, window: Identified, push: Push) -> str:
        """Keep a push's body for `window`; return its id."""
        entry = new_id()
        self._counts[window.id] = self.count(window) + 1
        self._entries[entry] = (trio.current_time() + self._ttl, window, push)
        return entry

    def take(self, window: Identified | None, entry: str) -> Push | None:
        """Return and remove the body of an id, or None when this window has none."""
        self._expire()
        found = self._entries.get(entry)
        if found is None or found[1] is not window:
            return None
        self._remove(entry)
        return found[2]

    def count(self, window: Identified) -> int:
        """Return how many bodies wait for a window."""
        self._expire()
        return self._counts.get(window.id, 0)

    def forget(self, window: Identified) -> None:
        """Drop all bodies that wait for a window."""
        for entry in [key for key, value in self._entries.items() if value[1] is window]:
            self._remove(entry)

    def ids(self) -> list[str]:
        """Return the ids of waiting bodies."""
        self._expire()
        return list(self._entries)

    def _remove(self, entry: str) -> None:
        window = self._entries.pop(entry)[1]
        left = self._counts[window.id] - 1
        if left:
            self._counts[window.id] = left
        else:
            del self._counts[window.id]

    def _expire(self) -> None:
        """Drop expired bodies; the oldest come first, and all have the same lifetime."""
        now = trio.current_time()
        while self._entries and self._entries[first := next(iter(self._entries))][0] < now:
            self._remove(first)
