"""Histograms of times, with eight steps for every power of two. Sans-IO.

Up to 15 ns there is a step each; from 16 ns on eight steps for every power of two, so that a quantile is an eighth
too long at most. Adding a time takes less than a microsecond.
"""

from __future__ import annotations

import threading
from typing import TypedDict

__all__ = ("Spread", "Summary", "Timing")

FINE = 8
"""Steps for every power of two."""
MILLISECOND = 1_000_000


class Summary(TypedDict):
    """The summary of a timing, in milliseconds."""

    count: int
    errors: int
    mean: float
    p95: float
    max: float


class Spread(TypedDict):
    """The number of times within one bin of the histogram."""

    milliseconds: float
    count: int


class Timing:
    """A histogram of times of one kind. Any thread."""

    __slots__ = ("_lock", "_steps", "count", "errors", "longest", "total")

    def __init__(self) -> None:
        self.count = 0
        self.errors = 0
        self.total = 0
        """Nanoseconds."""
        self.longest = 0
        self._steps: dict[int, int] = {}
        self._lock = threading.Lock()

    def add(self, nanoseconds: int, *, failed: bool = False) -> None:
        """Add a time."""
        width = nanoseconds.bit_length() - 4
        step = nanoseconds if width < 0 else (width << 3) + (nanoseconds >> width)
        with self._lock:
            self.count += 1
            self.total += nanoseconds
            if failed:
                self.errors += 1
            if nanoseconds > self.longest:
                self.longest = nanoseconds
            self._steps[step] = self._steps.get(step, 0) + 1

    def quantile(self, share: float) -> int:
        """Return the nanoseconds that a share of the times, 0 to 1, did not exceed; 0 when there are none."""
        with self._lock:
            steps, count = sorted(self._steps.items()), self.count
        passed = 0
        for step, number in steps:
            passed += number
            if passed >= share * count:
                return min(_most(step), self.longest)
        return self.longest

    def summary(self) -> Summary:
        """Return counts, and times in milliseconds."""
        return {
            "count": self.count,
            "errors": self.errors,
            "mean": self.total / self.count / MILLISECOND if self.count else 0.0,
            "p95": self.quantile(0.95) / MILLISECOND,
            "max": self.longest / MILLISECOND,
        }

    def spread(self, finest: int = 1 << 14) -> list[Spread]:
        """Return a histogram by powers of two.

        Args:
            finest: nanoseconds of the first bin, which holds all shorter times.
        """
        found: dict[int, int] = {}
        with self._lock:
            steps = list(self._steps.items())
        for step, number in steps:
            ceiling = max(finest, 1 << _most(step).bit_length())
            found[ceiling] = found.get(ceiling, 0) + number
        return [{"milliseconds": ceiling / MILLISECOND, "count": found[ceiling]} for ceiling in sorted(found)]


def _most(step: int) -> int:
    """Return the upper limit of a step, in nanoseconds."""
    if step < 2 * FINE:
        return step
    width = (step >> 3) - 1
    return (((step & 7) + FINE + 1) << width) - 1
