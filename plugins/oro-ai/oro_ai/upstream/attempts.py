"""The order in which upstreams are asked until one answers. Sans-IO.

Rules
1. The first target whose time has come is asked; one that fails is asked again only after the others.
2. One that may answer later is asked again `retries` times, after pauses that double and not before `Retry-After`.
3. One that asks for a longer pause than `LONGEST_PAUSE`, or that asking again does not help, is left out.
4. A request that makes no sense is not asked for again anywhere.
5. What asked for a pause is asked after the others by later requests, too, until the pause is over.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oro_ai.upstream.failure import Failure
from oro_ai.upstream.targets import Target
from oro_framework.errors import OroError

__all__ = ("LONGEST_PAUSE", "Attempts", "Rests")

LONGEST_PAUSE = 30.0
"""Seconds; who is to wait longer is told so instead."""
FIRST_PAUSE, MOST_PAUSE = 0.25, 8.0

Rests = dict[str, float]
"""The time until which an upstream is to be left alone, by name."""


@dataclass(slots=True)
class _Turn:
    target: Target
    left: int
    due: float
    failures: int = 0


class Attempts:
    """The turns of one request.

    Args:
        targets: at least one, the first first.
        rests: those of the app, which are read and written.
        now: seconds of a monotonic clock.
        jitter: returns a factor near 1 for each pause.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        rests: Rests,
        now: float,
        jitter: Callable[[], float] = lambda: random.uniform(0.75, 1.25),
    ) -> None:
        self._turns = [_Turn(one, one.upstream.retries + 1, rests.get(one.upstream.name, now)) for one in targets]
        self._rests = rests
        self._jitter = jitter
        self._last: OroError | None = None

    def next(self, now: float) -> tuple[Target, float] | None:
        """Return the target to ask, and the seconds until then; None when no turn is left."""
        open_turns = [turn for turn in self._turns if turn.left > 0]
        if not open_turns:
            return None
        turn = min(open_turns, key=lambda one: max(one.due, now))
        wait = max(turn.due - now, 0.0)
        if wait > LONGEST_PAUSE and self._last is not None:
            return None
        return turn.target, min(wait, LONGEST_PAUSE)

    def failed(self, target: Target, failure: Failure, now: float) -> None:
        """Take down that a target failed."""
        self._last = failure.error
        turn = next(one for one in self._turns if one.target is target)
        turn.failures += 1
        turn.left = turn.left - 1 if failure.again and failure.wait <= LONGEST_PAUSE else 0
        pause = min(FIRST_PAUSE * 2 ** (turn.failures - 1), MOST_PAUSE) * self._jitter()
        turn.due = now + max(pause, failure.wait)
        if failure.wait:
            self._rests[target.upstream.name] = now + failure.wait
        if not failure.elsewhere:
            for each in self._turns:
                each.left = 0

    @property
    def error(self) -> OroError:
        """The last failure; for when no turn is left."""
        assert self._last is not None
        return self._last
