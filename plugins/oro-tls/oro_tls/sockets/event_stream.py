"""The events of a server as a stream: workers get no pushes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import anyio
import msgspec

__all__ = ("EventStream",)

_MOST_WAITING = 1024
"""Events that may wait to be read; a reader that has fallen behind further gets no more."""


class EventStream:
    """The events of one server, in their order, for one reader."""

    def __init__(self) -> None:
        self._sending, self._receiving = anyio.create_memory_object_stream[dict[str, Any]](_MOST_WAITING)

    def send(self, event: str, data: Mapping[str, Any] | None, err: Mapping[str, Any] | None = None) -> None:
        """Add an event; the stream ends when there is no room for it."""
        try:
            self._sending.send_nowait({"event": event, "data": data, "err": err})
        except anyio.WouldBlock:
            self.close()
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            pass

    def close(self) -> None:
        """End the stream after the events that wait."""
        self._sending.close()

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield an empty line at once, then each event as JSON in a line of its own, until `close()`."""
        try:
            yield b"\n"
            async for event in self._receiving:
                yield msgspec.json.encode(event) + b"\n"
        finally:
            self._sending.close()
            self._receiving.close()
