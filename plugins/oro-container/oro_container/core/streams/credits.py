"""Credits: bytes that one side of a message channel may send before the other has taken what came.

A distant writer starts with a window of bytes. Each write spends of it; what the other side has passed on is given
back. A writer without credits waits, so a reader that stands still holds back everyone up to the first writer.
"""

from __future__ import annotations

from collections.abc import Callable

from .pipe import BrokenPipe, Pipe

__all__ = ("WINDOW", "DistantReader", "DistantWriter", "Overspent")

WINDOW = 64 * 1024
"""Bytes a distant writer may be ahead."""


class Overspent(Exception):
    """A distant writer sent more than it had credits for."""


class DistantReader:
    """The end of a pipe whose reader is behind a message channel.

    Args:
        pipe: the stream; the reader counts as one of its readers until `close()`.
        send: sends bytes; `b""` is the end, and comes once.
        window: the bytes that may be on their way before the reader gives credits.
    """

    def __init__(self, pipe: Pipe, send: Callable[[bytes], None], window: int = WINDOW) -> None:
        self._pipe = pipe
        self._send = send
        self._credits = window
        self._waits = False
        self._done = False
        pipe.add_reader()

    def start(self) -> None:
        """Send what is there, and from now on what comes."""
        while not self._done and self._credits > 0:
            data = self._pipe.read(self._credits)
            if data is None:
                self._wait()
                return
            if not data:
                self.close()
            self._credits -= len(data)
            self._send(data)

    def give(self, credits: int) -> None:
        """Take credits that the reader gives, for bytes it has passed on."""
        self._credits += credits
        self.start()

    def close(self) -> None:
        """Read no more."""
        if not self._done:
            self._done = True
            self._pipe.close_reader()

    def _wait(self) -> None:
        if not self._waits:
            self._waits = True
            self._pipe.when_readable(self._again)

    def _again(self) -> None:
        self._waits = False
        self.start()


class DistantWriter:
    """The end of a pipe whose writer is behind a message channel.

    Args:
        pipe: the stream; the writer counts as one of its writers until `close()`.
        give: sends credits for bytes that the stream has taken.
        broken: told once when no reader is left.
        window: the bytes that the writer may send at first.
    """

    def __init__(
        self, pipe: Pipe, give: Callable[[int], None], broken: Callable[[], None], window: int = WINDOW
    ) -> None:
        self._pipe = pipe
        self._give = give
        self._broken = broken
        self._window = window
        self._held = bytearray()
        self._waits = False
        self._open = True
        self._ends = False
        pipe.add_writer()

    def write(self, data: bytes) -> None:
        """Take bytes that came.

        Raises:
            Overspent: they are more than the writer had credits for.
        """
        if not self._open or self._ends:
            return
        if len(self._held) + len(data) > self._window:
            raise Overspent(f"{len(self._held) + len(data)} bytes with credits for {self._window}")
        self._held += data
        self._pass_on()

    def close(self) -> None:
        """End the stream once what came is passed on."""
        self._ends = True
        self._pass_on()

    def _pass_on(self) -> None:
        while self._open and self._held:
            try:
                count = self._pipe.write(bytes(self._held))
            except BrokenPipe:
                self._held.clear()
                self._shut()
                self._broken()
                return
            del self._held[:count]
            if count:
                self._give(count)
            if self._held:
                self._wait()
                return
        if self._ends:
            self._shut()

    def _wait(self) -> None:
        if not self._waits:
            self._waits = True
            self._pipe.when_writable(self._again)

    def _again(self) -> None:
        self._waits = False
        self._pass_on()

    def _shut(self) -> None:
        if self._open:
            self._open = False
            self._pipe.close_writer()
