"""Rates and the time left, from what jobs tell. No I/O; the caller brings the clock.

Rules
1. The rate is units a second, smoothed: what happened `HALF_LIFE` seconds ago counts half.
2. Without a total there is no time left; without a rate neither.
3. Units that are taken back, as by another attempt, begin the measure anew.
4. Numbers that are no numbers are ignored.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ("HALF_LIFE", "Estimate", "Progress")

HALF_LIFE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is."""

    done: float = 0.0
    total: float | None = None
    rate: float | None = None
    """Units a second."""
    left: float | None = None
    """Seconds."""
    message: str = ""

    @property
    def share(self) -> float | None:
        """The part that is done, from 0 to 1; None without a total."""
        return None if not self.total else min(self.done / self.total, 1.0)


class Estimate:
    """The progress of one job.

    Args:
        now: when it began, in seconds of any clock that does not go back.
    """

    def __init__(self, now: float) -> None:
        self._begin(0.0, now)
        self.progress = Progress()

    def _begin(self, done: float, now: float) -> None:
        self._done, self._time = done, now
        self._units = self._seconds = 0.0

    def update(self, done: float, total: float | None, now: float, message: str = "") -> Progress:
        """Take what a job tells, and return its progress with rate and time left."""
        if not math.isfinite(done) or done < 0:
            done = self.progress.done
        if total is not None and (not math.isfinite(total) or total <= 0):
            total = None
        if total is not None:
            done = min(done, total)
        if done < self._done:
            self._begin(done, now)
        elapsed = now - self._time
        if elapsed > 0:
            weight = 0.5 ** (elapsed / HALF_LIFE)
            self._units = self._units * weight + (done - self._done)
            self._seconds = self._seconds * weight + elapsed
            self._done, self._time = done, now
        rate = self._units / self._seconds if self._seconds > 0 else 0.0
        known = math.isfinite(rate) and rate > 0
        left = (total - done) / rate if known and total is not None else None
        if total is not None and done >= total:
            left = 0.0
        if left is not None and not math.isfinite(left):
            left = None
        self.progress = Progress(done=done, total=total, rate=rate if known else None, left=left, message=message)
        return self.progress
