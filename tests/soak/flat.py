"""Whether the figures of a long run stay flat. Sans-IO."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ("LEAST", "Sample", "rising")

LEAST = 8
"""Samples below which nothing can be said."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a run was like at one moment."""

    seconds: float
    rss: float
    """MiB of the app's own process, beside its engine's."""
    engine: float
    """MiB of the engine's processes."""
    fds: int
    threads: int
    tasks: int
    processes: int
    calls: int
    """Answered since the start."""


ALLOWED = {"rss": (0.10, 16.0), "engine": (0.25, 128.0), "fds": (0.0, 8), "threads": (0.0, 6), "tasks": (0.0, 8)}
"""Share and amount a figure may grow by: engines keep caches, and pools have idle members now and then."""


def rising(samples: Sequence[Sample]) -> list[str]:
    """Return what is not flat: the last third beside the third that follows a warm-up of a quarter, by medians.

    Raises:
        ValueError: there are fewer than `LEAST` samples.
    """
    if len(samples) < LEAST:
        raise ValueError(f"Cannot judge {len(samples)} samples: {LEAST} are needed")
    settled = samples[len(samples) // 4 :]
    third = max(1, len(settled) // 3)
    found = []
    for name, (share, amount) in ALLOWED.items():
        before, after = (
            statistics.median(getattr(sample, name) for sample in part) for part in (settled[:third], settled[-third:])
        )
        if after > before * (1 + share) + amount:
            found.append(f"{name} went from {before:g} to {after:g}")
    return found
