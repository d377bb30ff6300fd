"""Calls on their way in: bodies that come in pieces, and calls that wait until the page reads. Sans-IO.

    OPEN ── whole ────────────────→ waiting ── little enough waits for the page → begun
     └── body in pieces → gathering ── its end ─→ waiting

A call here has not begun, so one that is withdrawn never arrived.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from oro_conduit.wire.heads import failure
from oro_conduit.wire.limits import Limits
from oro_conduit.wire.stream_events import Opened
from oro_conduit.wire.streams import Multiplexer
from oro_framework.errors import TooLarge

__all__ = ("Arrivals",)


class Arrivals:
    """See the module. Loop thread.

    Args:
        streams: where credit is granted and refusals go.
        limits: what the page may ask for.
        begin: begins a call with its whole body.
    """

    def __init__(self, streams: Multiplexer, limits: Limits, begin: Callable[[Opened, bytes], None]) -> None:
        self._streams = streams
        self._limits = limits
        self._begin = begin
        self._gathering: dict[int, tuple[Opened, bytearray]] = {}
        self._gathered = 0
        self._waiting: deque[tuple[Opened, bytes]] = deque()

    def opened(self, event: Opened) -> None:
        """Take a stream: its call begins, waits, or is gathered first."""
        if event.duplex or event.end:
            self._whole(event, event.body)
        else:
            self._gathering[event.stream] = (event, bytearray())
            self.data(event.stream, event.body, end=False)

    def data(self, stream: int, data: bytes, *, end: bool) -> bool:
        """Take more of a body; False when none is gathered for that stream."""
        gathering = self._gathering.get(stream)
        if gathering is None:
            return False
        opened, body = gathering
        body += data
        self._gathered += len(data)
        self._streams.taken(stream, len(data))
        if self._gathered > self._limits.unread:
            self.discard(stream)
            message = f"Cannot take a body: bodies of more than {self._limits.unread} bytes are on their way"
            self._streams.fail(stream, failure(TooLarge(message)))
        elif end:
            self.discard(stream)
            self._whole(opened, bytes(body))
        return True

    def discard(self, stream: int) -> None:
        """Forget the body that is gathered for a stream, if there is one."""
        found = self._gathering.pop(stream, None)
        if found is not None:
            self._gathered -= len(found[1])

    def begin_waiting(self) -> None:
        """Begin the calls that waited, as far as the page reads."""
        while self._waiting and self._streams.queued <= self._limits.queued:
            event, body = self._waiting.popleft()
            if event.stream in self._streams:
                self._begin(event, body)

    def withdraw(self, call: str) -> None:
        """Forget a call that has not begun: it is to be made again by another way."""
        for stream in [stream for stream, (event, _) in self._gathering.items() if event.headers.get("call") == call]:
            self.discard(stream)
        self._waiting = deque(item for item in self._waiting if item[0].headers.get("call") != call)

    def clear(self) -> None:
        """Forget everything."""
        self._gathering.clear()
        self._waiting.clear()

    def _whole(self, event: Opened, body: bytes) -> None:
        if self._waiting or self._streams.queued > self._limits.queued:
            self._waiting.append((event, body))
        else:
            self._begin(event, body)
