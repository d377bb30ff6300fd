"""Times of the turns of a loop: in a turn it works until nothing is left to do, between turns it waits.

The time of a turn is the lag of the loop: new work has to wait until the turn ends. Counting wakes no thread, so an
idle app stays idle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import trio

from oro_framework.host.kernel.timing import Timing

__all__ = ("LoopTiming",)


class LoopTiming(trio.abc.Instrument):
    """Counts and times the turns of a loop; on the loop thread."""

    def __init__(self) -> None:
        self.began = 0
        """When the present turn began, 0 while the loop waits; `time.monotonic_ns`."""
        self.count = 0
        self.idle = 0
        """Nanoseconds waited in all."""
        self.timing = Timing()
        self.asleep = False
        """The watchdog wants to be woken."""
        self.wake = threading.Event()
        self._waits = 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the turns of the present thread's loop during the block."""
        trio.lowlevel.add_instrument(self)
        self._waits = time.monotonic_ns()
        self.after_io_wait(0)
        try:
            yield
        finally:
            trio.lowlevel.remove_instrument(self)

    def after_io_wait(self, timeout: float) -> None:
        """Begin a turn; see `trio.abc.Instrument`."""
        now = time.monotonic_ns()
        self.idle += now - self._waits
        self.count += 1
        self.began = now
        if self.asleep:
            self.asleep = False
            self.wake.set()

    def before_io_wait(self, timeout: float) -> None:
        """End a turn; see `trio.abc.Instrument`."""
        self._waits = now = time.monotonic_ns()
        self.timing.add(now - self.began)
        self.began = 0
