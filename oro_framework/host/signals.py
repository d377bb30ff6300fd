"""Signals while a GUI toolkit owns the main thread.

Python runs its handlers between bytecodes of the main thread, which is deep inside the toolkit. The
interpreter can, however, write the number of a signal to a socket the moment it comes; the loop thread
reads it there. A toolkit may take that socket's place with one of its own to be woken by (PyGObject does,
for the time of its main loop); then the handler runs soon, and writes the number itself.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import trio

__all__ = ("SIGNALS", "SignalSocket")

SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""What is always taken over."""
_BY_HANDLER = 0x80
"""Marks a number that the handler has written, not the interpreter."""


class SignalSocket:
    """Where signals arrive; made on the main thread, read on the loop thread.

    Args:
        more: what is taken over besides `SIGNALS`.
    """

    def __init__(self, more: Sequence[int] = ()) -> None:
        self._numbers = tuple(dict.fromkeys((*SIGNALS, *more)))
        self._told: set[int] = set()
        self._previous: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take over the signals for the length of the block. Main thread."""
        previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self.take(self._numbers)
        try:
            yield
        finally:
            for number, handler in self._previous.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(previous_fd)
            self._reader.close()
            self._writer.close()

    def take(self, numbers: Iterable[int]) -> None:
        """Take over more signals, until the block of `installed` ends. Main thread."""
        for number in set(numbers) - self._previous.keys():
            self._previous[number] = signal.signal(number, self._handle)

    async def forward(self, received: Callable[[int], None]) -> None:
        """Call `received(number)` for each signal, until cancelled; those that come together may count once.

        Loop thread.
        """
        while True:
            await trio.lowlevel.wait_readable(self._reader)
            try:
                data = self._reader.recv(64)
            except BlockingIOError:
                continue
            for byte in data:
                self._hear(byte, received)

    def _hear(self, byte: int, received: Callable[[int], None]) -> None:
        """The interpreter may write a number, and the handler, which runs later, the same once more."""
        number = byte & ~_BY_HANDLER
        if byte & _BY_HANDLER and number in self._told:
            self._told.discard(number)
            return
        if not byte & _BY_HANDLER:
            self._told.add(number)
        received(number)

    def _handle(self, number: int, frame: object) -> None:
        with suppress(OSError):
            self._writer.send(bytes([number | _BY_HANDLER]))
