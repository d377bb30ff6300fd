"""The figures of oro-container: the program each is compared to, and the most it should be."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.aims import Aim
from benchmarks.container.packages import PROJECTS

__all__ = ("AIMS",)

_CACHES = {"cold": ("an empty cache", 0.6), "warm": ("a full cache", 0.25)}


def _installations() -> Iterator[Aim]:
    for when, (cache, limit) in _CACHES.items():
        for project in PROJECTS:
            name = f"{project}_{when}"
            yield Aim(f"{project} installed with {cache}, beside npm (s)", name, f"{name}_npm", limit)
            yield Aim("the same by a process of its own, beside npm (s)", f"{name}_process", f"{name}_npm")


AIMS = (
    Aim("`boot` to a program that runs (ms)", "boot", limit=50.0),
    Aim("the same where the launcher has to be started (ms)", "boot_cold", limit=50.0),
    Aim("`spawn` alone (ms)", "spawn"),
    Aim("`node -e 0` beside outside, to its end (ms)", "node", "node_outside", 1.2),
    Aim("`/bin/true` beside outside, to its end (ms)", "true", "true_outside"),
    Aim("Vite until it listens, beside outside (ms)", "vite", "vite_outside", 1.3),
    Aim("50 MB through a terminal beside a bare one (ms)", "terminal", "terminal_bare", 1.25),
    Aim("the longest that another task of the loop waited meanwhile (ms)", "terminal_gap", "terminal_bare_gap"),
    Aim("request through a preview beside the server itself (µs)", "request", "request_direct", 1.5),
    Aim("the same, many in flight (µs)", "request_many", "request_many_direct", 1.5),
    Aim("50 MB through a preview beside the server itself (ms)", "download", "download_direct", 1.5),
    *_installations(),
    Aim(
        "an app that does not enable oro-container, beside one without it: processor time (ms)",
        "start",
        "start_without",
    ),
    Aim("the same, what is added (ms)", "unused", limit=5.0),
    Aim("what is added where it is enabled and not used (ms)", "enabled"),
)
"""Of a terminal, 1.25 of the time is 0.8 of what it carries."""
