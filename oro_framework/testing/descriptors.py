"""What a process has open, so that tests can tell what was left."""

from __future__ import annotations

import os
from collections.abc import Callable

__all__ = ("open_descriptors",)


def open_descriptors(wanted: Callable[[str], bool]) -> set[str]:
    """Return the open descriptors of this process that lead to what is wanted, as `3 -> socket:[4711]`. Linux.

    Args:
        wanted: says of a target, such as `/etc/hosts`, `pipe:[4711]` or `socket:[4711]`, whether it counts.
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
