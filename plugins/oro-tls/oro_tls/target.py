"""The target of a connection, and the order in which its addresses are tried. No I/O.

Rules (Node 20, `net.connect`)
1. With `autoSelectFamily`, and neither a family nor a local address asked for, every address of a name is tried,
   one of each family in turn, beginning with the family of the first.
2. Each but the last has `autoSelectFamilyAttemptTimeout` milliseconds; the first that answers wins.
3. Otherwise the first address alone is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, zip_longest
from typing import Literal

from msgspec import Struct

from oro_framework.endpoints import SockAddr, family_of

__all__ = ("MIN_ATTEMPT", "Target", "interleaved")

MIN_ATTEMPT = 0.01
"""Seconds below which no attempt is cut off."""


class Target(Struct, frozen=True, kw_only=True):
    """The host or path a page asks to be connected to."""

    host: str = "localhost"
    port: int = 0
    path: str = ""
    family: Literal[0, 4, 6] = 0
    local_address: str = ""
    local_port: int = 0
    auto_select: bool = True
    attempt: float = 0.25
    """Seconds."""
    given: tuple[str, ...] = ()
    """Addresses the page found by itself; the host is not looked up."""

    @property
    def several(self) -> bool:
        """Whether every address is tried."""
        return self.auto_select and not self.family and not self.local_address

    def order(self, found: Sequence[SockAddr]) -> Sequence[SockAddr]:
        """Return the addresses to try."""
        return interleaved(found) if self.several else found[:1]


def interleaved(found: Sequence[SockAddr]) -> list[SockAddr]:
    """Order addresses so that the families take turns, the first one's first."""
    if not found:
        return []
    ours = [item for item in found if family_of(item) == family_of(found[0])]
    others = [item for item in found if family_of(item) != family_of(found[0])]
    return [item for item in chain.from_iterable(zip_longest(ours, others)) if item is not None]
