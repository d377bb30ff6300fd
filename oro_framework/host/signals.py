"""SIGINT and SIGTERM while a GUI toolkit owns the main thread.

Python runs its handlers between bytecodes of the main thread, which is deep inside the toolkit. The
interpreter can, however, write the number of a signal to a socket the moment it comes; the loop thread
reads it there. A toolkit may take that socket's place with one of its own to be woken by (PyGObject does,
for the time of its main loop); then the handler runs soon, and writes the number itself.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import trio

__all__ = ("SignalSocket",)

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class SignalSocket:
    """Where signals arrive; made on the main thread, read on the loop thread."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take over the signals for the length of the block. Main thread."""
        previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        previous = {number: signal.signal(number, self._handle) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(previous_fd)
            self._reader.close()
            self._writer.close()

    async def forward(self, received: Callable[[int], None]) -> None:
        """Call `received(number)` for each signal, twice for some, until cancelled. Loop thread."""
        while True:
            await trio.lowlevel.wait_readable(self._reader)
            try:
                data = self._reader.recv(64)
            except BlockingIOError:
                continue
            for number in data:
                received(number)

    def _handle(self, number: int, frame: object) -> None:
        with suppress(OSError):
            self._writer.send(bytes([number]))
