"""Body bytes of a call that goes both ways."""

from __future__ import annotations

from collections.abc import Callable

import trio

__all__ = ("Incoming",)


class Incoming:
    """Body bytes of a stream that goes both ways; reading grants credit.

    Args:
        taken: grants the page as many bytes again as were read.
    """

    def __init__(self, taken: Callable[[int], None]) -> None:
        self._taken = taken
        self._chunks: list[bytes] = []
        self._ended = False
        self._gone = False
        self._arrived = trio.Event()

    def put(self, data: bytes, end: bool) -> None:
        """Take bytes that came."""
        if data:
            self._chunks.append(data)
        self._ended = end
        self._arrived.set()

    def lose(self) -> None:
        """Tell the reader that the page is gone."""
        self._gone = True
        self._arrived.set()

    async def __call__(self) -> bytes:
        """Wait for the next piece; empty at the end, or when the page is gone. If cancelled, nothing is lost."""
        while not (self._chunks or self._ended or self._gone):
            self._arrived = trio.Event()
            await self._arrived.wait()
        if self._gone:
            return b""
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._taken(len(body))
        return body
