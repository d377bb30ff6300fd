"""Choose the LoRA adapters of the next step of a context. Sans-IO.

Rules
1. Adapters belong to a context, so a step has one set of adapters: sequences with other sets wait for their turn.
2. A turn lasts several steps, because llama.cpp reallocates a context for other adapters, which may take as long as a
   step. The turn of the only set does not end.
3. Sets queue for turns: a new set is placed behind those that wait, before the set whose turn has just ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_ai.engine.job import Adapter
from oro_ai.engine.slots import Slot

__all__ = ("Turns",)


class Turns:
    """The turns of one context.

    Args:
        seconds: the length of a turn; 0 for one step.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self._left = 0.0
        self._last: tuple[Adapter, ...] | None = None
        self._waiting: list[tuple[Adapter, ...]] = []

    def take(self, slots: Sequence[Slot[Any]]) -> list[Slot[Any]]:
        """Return the slots whose turn it is, all with one set; at least one if there are any slots.

        Args:
            slots: the slots with tokens to compute.
        """
        groups: dict[tuple[Adapter, ...], list[Slot[Any]]] = {}
        for slot in slots:
            groups.setdefault(slot.adapters, []).append(slot)
        if not groups:
            return []
        if self._last in groups and (self._left > 0 or len(groups) == 1):
            return groups[self._last]
        waiting = [one for one in self._waiting if one in groups]
        waiting += [one for one in groups if one not in waiting and one != self._last]
        if self._last in groups:
            waiting.append(self._last)
        self._last, *self._waiting = waiting
        self._left = self._seconds
        return groups[self._last]

    def took(self, seconds: float) -> None:
        """Record how long the last step took."""
        self._left -= seconds
