"""Holds back what repeats, so that an error in a loop fills no log. No I/O."""

from __future__ import annotations

import hashlib
from collections import OrderedDict

__all__ = ("Repeats",)

AGAIN = 60.0
"""Seconds until the same is let through again, with how often it came meanwhile."""
MANY = 60
"""How many different ones are let through in as many seconds."""
KNOWN = 256
"""How many are remembered, by a digest: texts of pages may be long."""


class Repeats:
    """Lets through the first of each, then one a minute; of different ones, sixty a minute."""

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, tuple[float, int]] = OrderedDict()
        self._began = float("-inf")
        self._count = 0

    def admit(self, text: str, now: float) -> int | None:
        """Return how many of the same were held back before this one, or None to hold it back as well."""
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        last, held = self._seen.get(key, (float("-inf"), 0))
        self._seen.move_to_end(key) if key in self._seen else None
        if now - last < AGAIN or self._full(now):
            self._seen[key] = (last, held + 1)
            self._forget()
            return None
        self._count += 1
        self._seen[key] = (now, 0)
        self._forget()
        return held

    def _full(self, now: float) -> bool:
        if now - self._began >= AGAIN:
            self._began, self._count = now, 0
        return self._count >= MANY

    def _forget(self) -> None:
        while len(self._seen) > KNOWN:
            self._seen.popitem(last=False)
