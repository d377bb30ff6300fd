"""`Counted`, a number that is expensive to find and counts for a second."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ("Counted",)

_SECONDS = 1.0


class Counted:
    """A number.

    Args:
        find: finds it.
    """

    def __init__(self, find: Callable[[], int]) -> None:
        self._find = find
        self._found, self._since = 0, float("-inf")

    def count(self) -> int:
        """Return it, as it was at most a second ago."""
        now = time.monotonic()
        if now - self._since > _SECONDS:
            self._found, self._since = self._find(), now
        return self._found
