"""`Pipe`, a bounded stream of bytes with any number of writers and readers.

1. A pipe holds at most `capacity` bytes: `write()` takes what there is room for and says how much that was.
2. It ends for readers when its last writer has closed and everything is read.
3. A write after the last reader has closed raises `BrokenPipe`.
4. `when_readable()` and `when_writable()` call back once, and at once where that is so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

__all__ = ("CAPACITY", "BrokenPipe", "Pipe")

CAPACITY = 64 * 1024
"""Bytes a pipe holds unless said otherwise, as Linux has it."""

Called = Callable[[], None]


class BrokenPipe(Exception):
    """No reader is left."""


class Pipe:
    """A bounded stream of bytes.

    Args:
        capacity: the bytes it holds at most.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._held: deque[bytes] = deque()
        self._size = 0
        self._writers = 0
        self._readers = 0
        self._had_writer = self._had_reader = False
        self._readable: list[Called] = []
        self._writable: list[Called] = []

    @property
    def size(self) -> int:
        """The bytes in it."""
        return self._size

    @property
    def room(self) -> int:
        """The bytes it would take."""
        return self.capacity - self._size

    @property
    def broken(self) -> bool:
        """Whether it had readers, and all have closed."""
        return self._had_reader and not self._readers

    @property
    def ended(self) -> bool:
        """Whether nothing is in it, and nothing will come."""
        return not self._size and self._had_writer and not self._writers

    def add_writer(self) -> None:
        """Count one more writer."""
        self._writers += 1
        self._had_writer = True

    def add_reader(self) -> None:
        """Count one more reader."""
        self._readers += 1
        self._had_reader = True

    def close_writer(self) -> None:
        """Count one writer less; with the last one the stream ends."""
        self._writers -= 1
        if not self._writers:
            self._tell(self._readable)

    def close_reader(self) -> None:
        """Count one reader less; with the last one what is held is dropped and writers are told."""
        self._readers -= 1
        if not self._readers:
            self._held.clear()
            self._size = 0
            self._tell(self._writable)

    def write(self, data: bytes) -> int:
        """Take bytes, as many as there is room for, and return how many that were.

        Raises:
            BrokenPipe: no reader is left.
        """
        if self.broken:
            raise BrokenPipe
        taken = data[: self.room]
        if taken:
            self._held.append(bytes(taken))
            self._size += len(taken)
            self._tell(self._readable)
        return len(taken)

    def read(self, limit: int) -> bytes | None:
        """Return at most `limit` bytes: None when there are none yet, `b""` at the end."""
        if not self._size:
            return b"" if self.ended else None
        parts: list[bytes] = []
        while limit > 0 and self._held:
            part = self._held.popleft()
            if len(part) > limit:
                self._held.appendleft(part[limit:])
                part = part[:limit]
            parts.append(part)
            limit -= len(part)
        data = b"".join(parts)
        self._size -= len(data)
        if data:
            self._tell(self._writable)
        return data

    def when_readable(self, call: Called) -> None:
        """Call once there is something to read, or the end."""
        if self._size or self.ended:
            call()
        else:
            self._readable.append(call)

    def when_writable(self, call: Called) -> None:
        """Call once there is room, or no reader is left."""
        if self.room or self.broken:
            call()
        else:
            self._writable.append(call)

    @staticmethod
    def _tell(waiting: list[Called]) -> None:
        called, waiting[:] = waiting[:], []
        for call in called:
            call()
