"""The order in which jobs begin. No I/O; the caller brings the clock.

Rules
1. Of the jobs whose time has come, one of the highest priority begins, and of those the one that came first.
2. A job that waits for its next attempt keeps its place in that order, and holds up no other.
"""

from __future__ import annotations

import heapq
from itertools import count

__all__ = ("Waiting",)


class Waiting:
    """Ids of jobs that wait."""

    def __init__(self) -> None:
        self._ready: list[tuple[int, int, str]] = []
        self._later: list[tuple[float, tuple[int, int, str]]] = []
        self._places: dict[str, tuple[int, int, str]] = {}
        self._count = count()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def add(self, id: str, priority: int = 0, place: int | None = None) -> int:
        """Have a job wait, and return its place, by which it may come back."""
        entry = self._entry(id, priority, place)
        heapq.heappush(self._ready, entry)
        return entry[1]

    def add_later(self, id: str, at: float, priority: int = 0, place: int | None = None) -> int:
        """Have a job wait until a time at least, and return its place."""
        entry = self._entry(id, priority, place)
        heapq.heappush(self._later, (at, entry))
        return entry[1]

    def _entry(self, id: str, priority: int, place: int | None) -> tuple[int, int, str]:
        entry = (-priority, next(self._count) if place is None else place, id)
        self._places[id] = entry
        return entry

    def discard(self, id: str) -> bool:
        """Have a job wait no longer; return whether it did."""
        return self._places.pop(id, None) is not None

    def take(self, now: float) -> str | None:
        """Take the job that begins next, or None."""
        while self._later and self._later[0][0] <= now:
            heapq.heappush(self._ready, heapq.heappop(self._later)[1])
        while self._ready:
            entry = heapq.heappop(self._ready)
            if self._places.get(entry[2]) == entry:
                del self._places[entry[2]]
                return entry[2]
        return None

    def next_time(self) -> float | None:
        """Return when a job that waits for its next attempt may begin; None without one."""
        while self._later and self._places.get(self._later[0][1][2]) != self._later[0][1]:
            heapq.heappop(self._later)
        return self._later[0][0] if self._later else None
