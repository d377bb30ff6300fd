"""The turn of a program's threads: one runs at a time, as greenlets do, in the order in which they asked.

A program written for Eel relies on it: no other function of it runs until one sleeps by `eel.sleep`, waits for a page,
or ends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("Turn",)


class Turn:
    """The turn. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False
        self._own = threading.local()

    def ask(self) -> threading.Event:
        """Return an event that is set when the turn has come to who asked."""
        asked = threading.Event()
        with self._lock:
            if self._taken:
                self._waiting.append(asked)
            else:
                self._taken = True
                asked.set()
        return asked

    def take(self, asked: threading.Event | None = None) -> None:
        """Wait for the turn, asked for now or before, on the thread that runs in it."""
        (asked or self.ask()).wait()
        self._own.held = True

    def give(self) -> None:
        """Let the next go on, if this thread has the turn."""
        if not getattr(self._own, "held", False):
            return
        self._own.held = False
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

    @contextmanager
    def given(self) -> Iterator[None]:
        """Let others run during the block, if this thread has the turn."""
        held = getattr(self._own, "held", False)
        self.give()
        try:
            yield
        finally:
            if held:
                self.take()
