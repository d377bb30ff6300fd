"""A thread that notices a stalled loop, and logs whose code stalls it.

The loop reports, by two calls a turn, when it begins to work and when it waits. While it works, the watchdog checks it
twice in each limit; when it finds the loop waiting twice without a turn in between, it sleeps until the loop works
again. So an idle app has no thread that wakes up.

Code that never releases the interpreter's lock is not noticed, as no other thread can run.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oro_framework.host.kernel.loop_timing import LoopTiming
from oro_framework.host.plugins.blame import CodeOwners, frames_of, stack_text

__all__ = ("Watchdog",)


class Watchdog:
    """Watches the loop it is entered on.

    Args:
        limit: seconds that a turn of the loop may take; 0 turns the watchdog off.
        log: the log for turns that take longer, with their stack.
        code_owners: makes the table that names the owner of a stack; called only for a stalled turn.
        timing: the times of the loop's turns, measured whatever the limit is.
    """

    def __init__(
        self, limit: float, log: logging.Logger, code_owners: Callable[[], CodeOwners], timing: LoopTiming | None = None
    ) -> None:
        self._limit = limit
        self._log = log
        self._code_owners = code_owners
        self._timing = timing or LoopTiming()
        self._ended = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the present thread's loop during the block."""
        with self._timing.counted():
            if self._limit:
                with self._looking():
                    yield
            else:
                yield

    @contextmanager
    def _looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._watch, args=[threading.get_ident()], name="oro-watchdog", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self._timing.wake.set()
            thread.join()

    # -- the watchdog's own thread ----------------------------------------------------------------------

    def _watch(self, loop: int) -> None:
        reported = seen = 0
        while not self._ended.wait(self._limit / 2):
            turn, began = self._timing.count, self._timing.began
            if began and turn != reported and (time.monotonic_ns() - began) / 1e9 >= self._limit:
                reported = turn
                self._report(loop, turn, began)
            if not began and turn == seen:
                self._sleep()
            seen = turn

    def _sleep(self) -> None:
        """Sleep until the next turn, or the end; neither is missed when it comes first."""
        self._timing.wake.clear()
        self._timing.asleep = True
        if not self._timing.began and not self._ended.is_set():
            self._timing.wake.wait()

    def _report(self, loop: int, turn: int, began: int) -> None:
        stack = frames_of(sys._current_frames().get(loop))
        if self._timing.count != turn or not self._timing.began:
            return
        self._log.warning(
            "The loop stands still for %.1f s: %s keeps it; nothing else is answered meanwhile\n%s",
            (time.monotonic_ns() - began) / 1e9, self._code_owners().of(stack), stack_text(stack),
        )  # fmt: skip
