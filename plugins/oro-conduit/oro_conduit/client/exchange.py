"""One call on its way, as the client has it: what came of its answer. Sans-IO but for the waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import trio

from oro_conduit.client.errors import error_of
from oro_conduit.wire.stream_events import Answered, Cancelled, Data, Event, Failed, Head
from oro_framework.errors import Closed, OroError

__all__ = ("Exchange",)


class Exchange:
    """See the module.

    Args:
        read: told of bytes that were read, so that as many are granted again.
    """

    __slots__ = ("_arrived", "_chunks", "_read", "ended", "failure", "headers", "lost", "room", "status", "stream")

    def __init__(self, read: Callable[[Exchange, int], None]) -> None:
        self._read = read
        self._chunks: list[bytes] = []
        self._arrived = trio.Event()
        self.stream = 0
        self.status = 0
        """Of the answer; 0 until it has begun."""
        self.headers: Mapping[str, str] = {}
        self.ended = False
        """Nothing more comes."""
        self.failure: OroError | None = None
        self.lost = False
        """The connection broke before the end."""
        self.room = trio.Event()
        """Set when bytes that waited were sent, or never will be."""

    def take(self, event: Event) -> None:
        """Take what came for this call."""
        if isinstance(event, (Head, Answered)):
            self._begin(event.headers)
        if isinstance(event, Answered):
            self._chunks.append(event.body)
            self.ended = True
        elif isinstance(event, Head):
            self.ended = event.end
        elif isinstance(event, Data):
            self._chunks.append(event.data)
            self.ended = event.end
        elif isinstance(event, Failed):
            self.failure = error_of(event.headers)
            self.ended = True
        elif isinstance(event, Cancelled):
            self.failure = Closed("Cannot go on with a call: the app cancelled it")
            self.ended = True
        self._stir()

    def lose(self) -> None:
        """Tell that nothing more comes, for the connection broke."""
        if not self.ended:
            self.lost = self.ended = True
        self._stir()

    def _begin(self, block: Mapping[str, Any]) -> None:
        status, pairs = block.get("status"), block.get("headers")
        self.status = status if isinstance(status, int) else 500
        self.headers = {name.lower(): value for name, value in pairs} if isinstance(pairs, tuple) else {}

    def _stir(self) -> None:
        self._arrived.set()
        if self.ended:
            self.room.set()

    async def begun(self) -> None:
        """Wait until the answer has begun, or never will."""
        while not self.status and not self.ended:
            await self._more()

    async def piece(self) -> bytes:
        """Wait for the next bytes of the answer; none at its end."""
        while True:
            while not self._chunks and not self.ended:
                await self._more()
            data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
            self._chunks.clear()
            if data:
                self._read(self, len(data))
            if data or self.ended:
                return data

    async def _more(self) -> None:
        self._arrived = trio.Event()
        await self._arrived.wait()
