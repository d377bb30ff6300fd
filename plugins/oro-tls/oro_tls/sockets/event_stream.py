"""What a server tells whoever listens to a stream: workers get no pushes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import anyio
import msgspec

__all__ = ("Ear",)

_ROOM = 1024
"""Events that may wait; who has fallen behind further hears that nothing follows."""


class Ear:
    """One listener's events, in their order."""

    def __init__(self) -> None:
        self._sending, self._receiving = anyio.create_memory_object_stream[dict[str, Any]](_ROOM)

    def tell(self, event: str, data: dict[str, Any] | None, err: Any = None) -> None:
        """Have an event heard; with no room for it, nothing is heard any more."""
        try:
            self._sending.send_nowait({"event": event, "data": data, "err": err})
        except anyio.WouldBlock:
            self.close()
        except (anyio.ClosedResourceError, anyio.BrokenResourceError):
            pass

    def close(self) -> None:
        """Let what waits be heard, and then nothing more."""
        self._sending.close()

    async def lines(self) -> AsyncIterator[bytes]:
        """Give an empty line at once, then each event as JSON in a line of its own, until `close()`."""
        try:
            yield b"\n"
            async for event in self._receiving:
                yield msgspec.json.encode(event) + b"\n"
        finally:
            self._sending.close()
            self._receiving.close()
