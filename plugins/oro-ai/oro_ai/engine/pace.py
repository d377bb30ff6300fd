"""Choose the size of prompt chunks from the measured time of earlier steps. Sans-IO."""

from __future__ import annotations

__all__ = ("Pace",)

FIRST = 16
"""Rows of the first chunk, before anything is measured."""
SMALLEST = 8
WORST = 3.0
"""The largest factor by which one slow step may change the estimate: a busy machine may slow down briefly."""
WEIGHT = 0.3
"""The weight of the newest measurement in the average."""


class Pace:
    """Keep the steps that streams wait for within a target time.

    Args:
        seconds: the target length of such a step.
        most: the rows of a step for which no other sequence waits.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._target = seconds
        self._most = most
        self._per_row: float | None = None

    def rows(self, streams: int) -> int:
        """Return the number of prompt rows a step may have while `streams` sequences wait for it."""
        if not streams:
            return self._most
        if self._per_row is None:
            return min(FIRST, self._most)
        return max(min(int(self._target / self._per_row) - streams, self._most), min(SMALLEST, self._most))

    def measured(self, rows: int, seconds: float) -> None:
        """Record the time of a step; steps without a prompt are ignored, as they say little."""
        if rows < SMALLEST or seconds <= 0:
            return
        found, old = seconds / rows, self._per_row
        # A step slower than the estimate replaces it at once, a faster one lowers it gradually.
        if old is None:
            self._per_row = found
        elif found > old:
            self._per_row = min(found, old * WORST)
        else:
            self._per_row = old + (found - old) * WEIGHT
