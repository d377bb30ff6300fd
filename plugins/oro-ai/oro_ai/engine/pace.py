"""How long a chunk of a prompt may be, from how long the last ones took. Sans-IO."""

from __future__ import annotations

__all__ = ("Pace",)

FIRST = 16
"""Rows of the first chunk, when nothing is known yet."""
SMALLEST = 8
WORST = 3.0
"""How many times slower than the last one a step is believed to be: a busy machine has its moments."""
WEIGHT = 0.3
"""Of the newest measurement."""


class Pace:
    """Keeps steps that streams wait for within a time.

    Args:
        seconds: how long such a step should take.
        most: rows of a step for which no other sequence waits.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self._target = seconds
        self._most = most
        self._per_row: float | None = None

    def rows(self, streams: int) -> int:
        """Return how many rows of prompts a step may have while `streams` sequences wait for it."""
        if not streams:
            return self._most
        if self._per_row is None:
            return min(FIRST, self._most)
        return max(min(int(self._target / self._per_row) - streams, self._most), min(SMALLEST, self._most))

    def measured(self, rows: int, seconds: float) -> None:
        """Take note of a step that took so long; steps without a prompt say little and are passed over."""
        if rows < SMALLEST or seconds <= 0:
            return
        found, old = seconds / rows, self._per_row
        # A step that took longer than thought counts at once, a faster one little by little.
        if old is None:
            self._per_row = found
        elif found > old:
            self._per_row = min(found, old * WORST)
        else:
            self._per_row = old + (found - old) * WEIGHT
