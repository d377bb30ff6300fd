"""A thread that wakes loops.

That takes the hundredth part of a small model's token, with the system's call and the processor that is roused: the
decode thread leaves it to another, which does it while the next token is computed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ("Waker",)


class Waker:
    """Calls functions, which must not block, one after another. Its thread begins with the first one."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def call(self, function: Callable[[], None]) -> None:
        """Have a function called. One thread at a time."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="oro-ai waker", daemon=True)
            self._thread.start()
        self._queue.put(function)

    def end(self) -> None:
        """End the thread, and wait until what it was given is called."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        while (function := self._queue.get()) is not None:
            function()
