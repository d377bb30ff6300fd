"""Open descriptors of a process, so that tests can find leaks."""

from __future__ import annotations

import os
from collections.abc import Callable

__all__ = ("open_descriptors",)


def open_descriptors(wanted: Callable[[str], bool]) -> set[str]:
    """Return the open descriptors of this process with a wanted target, as `3 -> socket:[4711]`. Linux.

    Args:
        wanted: returns whether to include a target, such as `/etc/hosts`, `pipe:[4711]` or `socket:[4711]`.
    """
    found = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if wanted(target):
            found.add(f"{name} -> {target}")
    return found
