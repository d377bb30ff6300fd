"""A thread that sees the loop standing still, and says in whose code.

The loop tells, by two calls per turn, when it begins to work and when it goes back to wait. While it works, the
watchdog looks every half of its limit; when it finds the loop waiting twice with no turn in between, it sleeps until
the loop works again. An app that does nothing thus wakes nobody.

Code that keeps the interpreter's lock without letting go hides from it, as from every other thread.
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
        limit: seconds a turn of the loop may take; 0 watches nothing.
        log: told once of each turn that takes longer, with its stack.
        code_owners: makes what names the owner of a stack; called when there is something to name.
        timing: the loop's turns, counted for the length of the block whatever the limit is.
    """

    def __init__(
        self, limit: float, log: logging.Logger, code_owners: Callable[[], CodeOwners], timing: LoopTiming | None = None
    ) -> None:
        self._limit = limit
        self._log = log
        self._culprits = code_owners
        self._timing = timing or LoopTiming()
        self._ended = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the present thread's loop for the length of the block."""
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
        """Wait for the next turn; one that has begun in the meantime, or the end, is not slept through."""
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
            (time.monotonic_ns() - began) / 1e9, self._culprits().of(stack), stack_text(stack),
        )  # fmt: skip
