"""Signals while a GUI toolkit owns the main thread.

Python runs its handlers between bytecodes of the main thread, which is deep inside the toolkit. The
interpreter can, however, write the number of a signal to a socket the moment it comes; the loop thread
reads it there. A toolkit may take that socket's place with one of its own to be woken by (PyGObject does,
for the time of its main loop); then the handler runs soon, and writes the number itself.

Rules
1. `ENDING` ends the app in order: services are left in reverse. So does any other signal that would end the process
   and that a page has once listened to; an orderly end is what is lost least by.
2. What the system ignores, stops or continues a process for, what the process ignored, and what another handler was
   for, is given back when no page listens any more.
"""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import trio

__all__ = ("ENDING", "SignalSocket")


def _there(*names: str) -> frozenset[int]:
    return frozenset(int(getattr(signal, name)) for name in names if hasattr(signal, name))


ENDING = _there("SIGINT", "SIGTERM", "SIGHUP")
"""What is taken over; SIGHUP is not where the process was started to ignore it, as `nohup` does."""
HANGUP = _there("SIGHUP")
HARMLESS = _there("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGTSTP", "SIGTTIN", "SIGTTOU")
"""What ends no process by itself."""
_BY_HANDLER = 0x80
"""Marks a number that the handler has written, not the interpreter."""


class SignalSocket:
    """Where signals arrive; made on the main thread, read on the loop thread.

    Args:
        more: what is taken over besides `ENDING`, for as long as those are.
    """

    def __init__(self, more: Sequence[int] = ()) -> None:
        self._kept = frozenset(more)
        self._told: set[int] = set()
        self._previous: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take over the signals for the length of the block. Main thread."""
        previous_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self.take(number for number in ENDING if not _shielded(number, signal.getsignal(number)))
        self.listen(())
        try:
            yield
        finally:
            self.give_back(tuple(self._previous))
            signal.set_wakeup_fd(previous_fd)
            self._reader.close()
            self._writer.close()

    def take(self, numbers: Iterable[int]) -> None:
        """Take over more signals. Main thread."""
        for number in set(numbers) - self._previous.keys():
            self._previous[number] = signal.signal(number, self._handle)

    def listen(self, numbers: Iterable[int]) -> None:
        """Take over what pages listen to now, and give back what they no longer do (rule 2). Main thread."""
        wanted = self._kept | set(numbers)
        self.take(wanted)
        self.give_back(number for number in self._previous.keys() - wanted if not self.ends(number))

    def give_back(self, numbers: Iterable[int]) -> None:
        """Have signals do again what they did before they were taken over. Main thread."""
        for number in numbers:
            signal.signal(number, self._previous.pop(number) or signal.SIG_DFL)

    def ends(self, number: int) -> bool:
        """Return whether a signal ends the app where no page listens (rule 1). Any thread."""
        before = self._previous.get(number, signal.SIG_IGN)
        if number in ENDING:
            return not _shielded(number, before)
        return before is signal.SIG_DFL and number not in HARMLESS

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


def _shielded(number: int, handler: object) -> bool:
    return number in HANGUP and handler is signal.SIG_IGN
