"""Signal handling while a GUI toolkit owns the main thread.

Python runs signal handlers between bytecodes of the main thread, which is inside the toolkit's main loop. The
interpreter can, however, write the number of a signal to a socket at once (`signal.set_wakeup_fd`), where the loop
thread reads it. A toolkit may put its own socket in that place (PyGObject does, during its main loop); then the
handler runs soon, and writes the number itself.

Rules
1. The signals of `ENDING` end the app in order, with its services stopped in reverse. So does any other signal that
   would end the process and that a page once listened to, as less is lost by an orderly end.
2. All other signals get their former handling back when no page listens any more: those that the system ignores or
   stops and continues a process for, those the process ignored, and those with another handler.
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
"""Signals the app handles; not SIGHUP where the process was started to ignore it, as by `nohup`."""
HANGUP = _there("SIGHUP")
HARMLESS = _there("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGTSTP", "SIGTTIN", "SIGTTOU")
"""Signals that do not end a process by default."""
_BY_HANDLER = 0x80
"""A mark on numbers that the handler wrote rather than the interpreter."""


class SignalSocket:
    """The socket at which signals arrive; made on the main thread, read on the loop thread.

    Args:
        more: signals handled besides `ENDING`, for as long as those are.
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
        """Handle the signals during the block. Main thread."""
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
        """Handle more signals. Main thread."""
        for number in set(numbers) - self._previous.keys():
            self._previous[number] = signal.signal(number, self._handle)

    def listen(self, numbers: Iterable[int]) -> None:
        """Handle the signals that pages now listen to, and give back those they no longer do (rule 2). Main thread."""
        wanted = self._kept | set(numbers)
        self.take(wanted)
        self.give_back(number for number in self._previous.keys() - wanted if not self.ends(number))

    def give_back(self, numbers: Iterable[int]) -> None:
        """Restore the former handling of signals. Main thread."""
        for number in numbers:
            signal.signal(number, self._previous.pop(number) or signal.SIG_DFL)

    def ends(self, number: int) -> bool:
        """Return whether a signal ends the app when no page listens to it (rule 1). Any thread."""
        before = self._previous.get(number, signal.SIG_IGN)
        if number in ENDING:
            return not _shielded(number, before)
        return before is signal.SIG_DFL and number not in HARMLESS

    async def forward(self, received: Callable[[int], None]) -> None:
        """Call `received(number)` for each signal, until cancelled; equal signals that come together may count once.

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
        """Report a number once, though both the interpreter and the handler, which runs later, may write it."""
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
