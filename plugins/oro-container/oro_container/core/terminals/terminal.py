"""`Terminal`, a screen with a keyboard: its discipline, what was typed, and who is in the foreground."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from ..streams.pipe import Pipe
from .discipline import Discipline
from .modes import Size

__all__ = ("Terminal",)

AHEAD = 64 * 1024
"""Bytes that may be typed before a program reads them."""


class Terminal:
    """A screen with a keyboard.

    Args:
        screen: the stream to the screen.
        size: of the screen.
        signal: sends a signal to the group in the foreground.
    """

    def __init__(self, screen: Pipe, size: Size, signal: Callable[[int, str], None]) -> None:
        self.screen = screen
        self.discipline = Discipline(size)
        self.foreground = 0
        self._signal = signal
        self._typed: deque[bytes] = deque()
        self._size = 0
        self._ended = False
        self._readable: list[Callable[[], None]] = []
        screen.add_writer()

    @property
    def has_room(self) -> bool:
        """Whether more may be typed."""
        return self._size < AHEAD

    def type(self, data: bytes) -> None:
        """Take what is typed."""
        found = self.discipline.typed(data)
        if found.echo and not self.screen.broken:
            self.screen.write(found.echo)
        for signal in found.signals:
            self._typed.clear()
            self._size = 0
            if self.foreground:
                self._signal(self.foreground, signal)
        for each in found.data:
            self._put(each)

    def set_raw(self, raw: bool) -> None:
        """Go into raw mode, or back."""
        for each in self.discipline.set_raw(raw):
            self._put(each)

    def resize(self, size: Size) -> None:
        """Take another size, and tell the foreground."""
        if self.discipline.resize(size) and self.foreground:
            self._signal(self.foreground, "SIGWINCH")

    def read(self, limit: int) -> bytes | None:
        """Return what was typed, a line at most: None when there is nothing yet, `b""` for an end."""
        if not self._typed:
            return b"" if self._ended else None
        data = self._typed.popleft()
        if len(data) > limit:
            self._typed.appendleft(data[limit:])
            data = data[:limit]
        self._size -= len(data)
        return data

    def when_readable(self, call: Callable[[], None]) -> None:
        """Call once there is something to read."""
        if self._typed or self._ended:
            call()
        else:
            self._readable.append(call)

    def hang_up(self) -> None:
        """Say that no one types any more."""
        self._ended = True
        self._tell()

    def _put(self, data: bytes) -> None:
        self._typed.append(data)
        self._size += len(data)
        self._tell()

    def _tell(self) -> None:
        called, self._readable = self._readable, []
        for call in called:
            call()
