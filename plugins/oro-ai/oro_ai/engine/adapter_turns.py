"""Choosing the LoRA adapters of the next step of a context. Sans-IO.

Rules
1. Adapters belong to a context, so a step has one set of them: sequences of other sets wait for theirs.
2. A turn has steps for a while, as llama.cpp lays out a context anew for other adapters, which may take as long as a
   step. A set that is alone has no end of it.
3. Sets have turns in a queue: one that comes takes its place behind those that wait, before the one whose turn it was.
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
        seconds: how long one lasts; 0 is a step.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self._left = 0.0
        self._last: tuple[Adapter, ...] | None = None
        self._waiting: list[tuple[Adapter, ...]] = []

    def take(self, slots: Sequence[Slot[Any]]) -> list[Slot[Any]]:
        """Return those whose turn it is, all of one set; at least one where there are any.

        Args:
            slots: those with tokens to compute.
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
        """Take note of how long the step of the last turn took."""
        self._left -= seconds
