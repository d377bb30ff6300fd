"""Limit requests, and count how they ended. Sans-IO; for the loop thread only.

Rules
1. A request that a model computes for takes a token of the bucket, which gains `rps` tokens a second up to `burst`.
   Without `rps` there is no bucket; without `burst` it holds the tokens of one second, and at least one.
2. As many such requests are admitted as there are sequences and waiting places; further ones are refused.
3. A refused request takes no token, and its answer says when to try again.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from oro_ai import settings as keys
from oro_ai.errors import Overloaded
from oro_framework.types import Settings

__all__ = ("GONE", "Bucket", "Counts", "Traffic")

GONE = 499
"""The status of a request whose page disconnected before the answer."""
MOST_RECENT = 1000
"""The number of recent requests that are kept individually."""
SOON = 1.0
"""Seconds after which to try again, if the time when there will be room is unknown."""


class Bucket:
    """A token bucket.

    Args:
        rate: tokens per second, more than 0.
        burst: the most tokens it holds; 0 for the tokens of one second, at least one.
    """

    def __init__(self, rate: float, burst: int = 0) -> None:
        self._rate = rate
        self._most = float(burst) if burst else max(1.0, rate)
        self._tokens = self._most
        self._at = -math.inf

    def take(self, now: float) -> float:
        """Take a token and return 0, or return the seconds until a token is available.

        Args:
            now: seconds of a monotonic clock.
        """
        if now > self._at:
            gained = (now - self._at) * self._rate
            self._tokens = min(self._most, self._tokens + gained)
            self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._rate


class Counts:
    """Counters of requests by endpoint and status, and the most recent requests."""

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self._recent: deque[tuple[float, str, int]] = deque(maxlen=MOST_RECENT)

    def add(self, endpoint: str, status: int, now: float) -> None:
        """Count a request that has ended."""
        self.statuses[endpoint, status] += 1
        self._recent.append((now, endpoint, status))

    def shown(self, now: float, *, window: float, top: int) -> Mapping[str, Any]:
        """Return the counters for `health`.

        Args:
            now: seconds of the clock that requests were counted by.
            window: seconds for which a request is recent.
            top: the number of endpoints to report, busiest first.
        """
        totals: Counter[str] = Counter()
        for (endpoint, _), count in self.statuses.items():
            totals[endpoint] += count
        busiest = dict(totals.most_common(top))
        status: dict[str, dict[str, int]] = {endpoint: {} for endpoint in busiest}
        for (endpoint, code), count in sorted(self.statuses.items()):
            if endpoint in status:
                status[endpoint][str(code)] = count
        recent = [
            {"endpoint": endpoint, "status": code, "ago_ms": round((now - at) * 1000)}
            for at, endpoint, code in self._recent
            if now - at <= window
        ]
        return {"counts": busiest, "recent": recent, "status": status}


class Traffic:
    """The limits of `ai_llm_rate_limit_*`, and the counters of requests.

    Args:
        settings: the app's configuration.
        clock: returns seconds of a monotonic clock.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        rate = settings[keys.RATE_RPS]
        self._bucket = Bucket(rate, settings[keys.RATE_BURST]) if rate else None
        self._most = settings[keys.CONCURRENCY] + settings[keys.QUEUE]
        self._window = settings[keys.ROUTE_METRICS_RECENT] / 1000
        self._top = settings[keys.ROUTE_METRICS_TOP]
        self._clock = clock
        self.inside = 0
        """The number of requests that a model computes for, including waiting ones."""
        self.refused = 0
        """The number of refused requests."""
        self.counts = Counts()

    @contextmanager
    def admitted(self, endpoint: str) -> Iterator[None]:
        """Admit a request for the duration of the block.

        Raises:
            Overloaded: there are too many requests; the error says when to try again.
        """
        if self.inside >= self._most:
            self.refused += 1
            raise Overloaded(f'Cannot answer "{endpoint}": {self.inside} requests are being answered', SOON)
        if self._bucket is not None and (wait := self._bucket.take(self._clock())):
            self.refused += 1
            raise Overloaded(f'Cannot answer "{endpoint}": too many requests came within a second', wait)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    def ended(self, endpoint: str, status: int) -> None:
        """Count a request that has ended."""
        self.counts.add(endpoint, status, self._clock())

    def shown(self) -> Mapping[str, Any]:
        """Return the counters for `health`, which reports them if `ai_llm_debug_route_metrics` is set."""
        return self.counts.shown(self._clock(), window=self._window, top=self._top)
