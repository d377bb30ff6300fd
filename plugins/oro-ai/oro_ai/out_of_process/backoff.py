"""When a process that ended may be started again. Sans-IO.

Rules
1. After its first end it may be started at once: the request that comes next has its answer.
2. Each further end makes the pause twice as long, up to half a minute: what ends at every start costs little.
3. One that lived for a minute has shown that it can: its end is a first one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ("FIRST", "LONGEST", "PROVEN", "Backoff")

FIRST, LONGEST = 1.0, 30.0
"""Seconds of a pause: the one after a second end, and the longest."""
PROVEN = 60.0
"""Seconds."""


class Backoff:
    """Counts ends.

    Args:
        clock: gives seconds and does not go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = 0
        """Those since one lived long enough."""
        self._started = self._again = clock()

    def started(self) -> None:
        """Take note of a start."""
        self._started = self._clock()

    def ended(self) -> None:
        """Take note of an end."""
        now = self._clock()
        self._ends = 1 if now - self._started >= PROVEN else self._ends + 1
        pause = 0.0 if self._ends == 1 else min(FIRST * 2.0 ** min(self._ends - 2, 16), LONGEST)
        self._again = now + pause

    def wait(self) -> float:
        """Return in how many seconds it may be started; 0 for now."""
        return max(self._again - self._clock(), 0.0)
