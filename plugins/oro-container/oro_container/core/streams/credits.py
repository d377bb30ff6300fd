"""Credits: bytes that one side of a message channel may send before the other has taken what came.

A distant writer starts with a window of bytes. Each write spends of it; what the other side has passed on is given
back. A writer without credits waits, so a reader that stands still holds back everyone up to the first writer.
"""

from __future__ import annotations

from collections.abc import Callable

from ..tasks.scheduler import suspended
from .ends import BrokenPipe, End, Wrong

__all__ = ("WINDOW", "Incoming", "Outgoing", "Overspent")

WINDOW = 64 * 1024
"""Bytes a distant writer may be ahead."""
CHUNK = 16 * 1024


class Overspent(Exception):
    """A distant writer sent more than it had credits for."""


class _Waiting:
    """One who waits for something to change."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []

    def when(self, call: Callable[[], None]) -> None:
        self._calls.append(call)

    def tell(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            call()


class Outgoing:
    """A stream that is read from an end and sent to a distant reader.

    Args:
        end: what is read; it is closed at the end.
        send: sends bytes; `b""` is the end, and comes once.
        window: the bytes that may be on their way before the reader gives credits.
        asked: whether credits are for the next read alone, and none are there before: what is not asked for stays.
    """

    def __init__(self, end: End, send: Callable[[bytes], None], window: int = WINDOW, *, asked: bool = False) -> None:
        self._end = end
        self._send = send
        self._asked = asked
        self._credits = 0 if asked else window
        self._closed = False
        self._waiting = _Waiting()

    def close(self) -> None:
        """Read no more, so that writers find no reader."""
        if not self._closed:
            self._closed = True
            self._end.close()
            self._waiting.tell()

    def give(self, credits: int) -> None:
        """Take credits that the reader gives, for bytes it has passed on."""
        self._credits += credits
        self._waiting.tell()

    async def run(self) -> int:
        """Send what there is until its end."""
        try:
            while True:
                while self._credits <= 0 and not self._closed:
                    await suspended(self._waiting.when)
                data = b"" if self._closed else await self._end.read(min(self._credits, CHUNK))
                self._credits = 0 if self._asked else self._credits - len(data)
                self._send(data)
                if not data:
                    return 0
        except Wrong:
            self._send(b"")
            return 0
        finally:
            self.close()


class Incoming:
    """A stream that a distant writer sent, and that is written to an end.

    Args:
        end: what is written; it is closed at the end.
        give: sends credits for bytes that the end has taken.
        broken: told once when no reader is left.
        window: the bytes that the writer may send at first.
    """

    def __init__(self, end: End, give: Callable[[int], None], broken: Callable[[], None], window: int = WINDOW) -> None:
        self._end = end
        self._give = give
        self._broken = broken
        self._window = window
        self._held = bytearray()
        self._size = 0
        self._ends = self._gone = False
        self._waiting = _Waiting()

    def receive(self, data: bytes) -> None:
        """Take bytes that came.

        Raises:
            Overspent: they are more than the writer had credits for.
        """
        if self._ends or self._gone:
            return
        if self._size + len(data) > self._window:
            raise Overspent(f"{self._size + len(data)} bytes with credits for {self._window}")
        self._held += data
        self._size += len(data)
        self._waiting.tell()

    def close(self) -> None:
        """End the stream once what came is passed on."""
        self._ends = True
        self._waiting.tell()

    async def run(self) -> int:
        """Pass on what comes until its end."""
        try:
            while self._held or not self._ends:
                if not self._held:
                    await suspended(self._waiting.when)
                    continue
                data = bytes(self._held)
                self._held.clear()
                await self._end.write(data)
                self._size -= len(data)
                self._give(len(data))
        except (BrokenPipe, Wrong):
            self._gone = True
            self._held.clear()
            self._broken()
        finally:
            self._end.close()
        return 0
