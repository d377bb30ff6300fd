"""Wake event loops from a separate thread.

Waking a loop takes a hundredth of the time of a small model's token, because of the system call and the idle
processor that wakes up: the decode thread leaves it to this thread, which does it while the next token is computed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ("Waker",)


class Waker:
    """Call non-blocking functions one after another, in a thread that starts with the first one."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def call(self, function: Callable[[], None]) -> None:
        """Schedule a function. Only one thread at a time may call this."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="oro-ai waker", daemon=True)
            self._thread.start()
        self._queue.put(function)

    def end(self) -> None:
        """End the thread after the scheduled functions have been called, and wait for it."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (function := self._queue.get()) is not None:
            function()
