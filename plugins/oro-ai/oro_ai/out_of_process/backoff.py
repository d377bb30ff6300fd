"""Decide when a process that ended may be started again. Sans-IO.

Rules
1. After its first end it may be started at once, so that the next request succeeds.
2. Each further end doubles the pause, up to half a minute, so that a process that ends at every start costs little.
3. After a process has run for a minute, its end counts as a first one again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ("FIRST", "LONGEST", "PROVEN", "Backoff")

FIRST, LONGEST = 1.0, 30.0
"""The pause after the second end, and the longest pause, in seconds."""
PROVEN = 60.0
"""Seconds of running after which an end counts as a first one."""


class Backoff:
    """Count ends, and compute the pause.

    Args:
        clock: returns seconds of a monotonic clock.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = 0
        """The number of ends since a process ran long enough."""
        self._started = self._again = clock()

    def started(self) -> None:
        """Record a start."""
        self._started = self._clock()

    def ended(self) -> None:
        """Record an end."""
        now = self._clock()
        self._ends = 1 if now - self._started >= PROVEN else self._ends + 1
        pause = 0.0 if self._ends == 1 else min(FIRST * 2.0 ** min(self._ends - 2, 16), LONGEST)
        self._again = now + pause

    def wait(self) -> float:
        """Return the seconds until it may be started; 0 for now."""
        return max(self._again - self._clock(), 0.0)
