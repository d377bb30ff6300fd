"""Assigning jobs to the sequences of a context, by what their caches hold. Sans-IO.

Rules
1. A slot is one sequence of the context. `tokens[:cached]` is in the cache, the rest is still to be computed.
2. Cells are promised before a job is admitted: its prompt and all it may generate. What idle slots keep for later
   and what busy ones were promised is never more than there is; idle slots forget, the longest unused first.
3. The longest common prefix decides where a prompt begins: in its slot, or copied from another's, a busy one's too.
   At least one token of a prompt is computed, for its logits.
4. Jobs are admitted in the order they came. One that finds no room waits, and those behind it wait with it.
5. A prompt of which another slot is just computing much more than any cache has yet waits for that, too.
6. What an idle slot keeps may be parked: it is out of the cache then, and put back for the job that goes on from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from oro_ai.engine.job import Adapter

__all__ = ("Admission", "Slot", "Slots", "common")

T = TypeVar("T")

WORTH = 16
"""Tokens a prompt waits for, or has put back, rather than compute them itself."""


@dataclass(slots=True, eq=False)
class Slot(Generic[T]):
    """One sequence."""

    id: int
    tokens: list[int] = field(default_factory=list)
    cached: int = 0
    promised: int = 0
    """Cells of the job; 0 when idle."""
    used: int = 0
    """When it was last idle or busy, in jobs."""
    adapters: tuple[Adapter, ...] = ()
    """Those its cache was computed with."""
    parked: bytearray | None = None
    """What its cache held; None when the cache does."""
    work: T | None = None
    """What its owner knows of the job; None when idle."""

    @property
    def pending(self) -> int:
        """Tokens still to be computed."""
        return len(self.tokens) - self.cached

    def forget(self) -> None:
        """Hold nothing."""
        self.tokens, self.cached, self.parked = [], 0, None


@dataclass(frozen=True, slots=True)
class Admission(Generic[T]):
    """Where a job goes, and what is to be done to the cache first, in this order."""

    slot: Slot[T]
    keep: int
    """Tokens of the prompt that are in the cache already."""
    source: Slot[T] | None
    """The slot they are copied from; None when they are the slot's own."""
    parked: bytearray | None
    """What is put into the slot's cache, and cut to `keep`, in place of that."""
    emptied: tuple[Slot[T], ...]
    """Idle slots that have forgotten everything."""


def common(left: Sequence[int], right: Sequence[int]) -> int:
    """Return how many tokens two sequences begin with alike."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


class Slots(Generic[T]):
    """The slots of one context.

    Args:
        count: how many sequences there are.
        cells: tokens they can hold together.
        partial: whether the cache can drop the end of a sequence; recurrent models cannot.
    """

    def __init__(self, count: int, cells: int, *, partial: bool = True) -> None:
        self.all: list[Slot[T]] = [Slot(id) for id in range(count)]
        self.cells = cells
        self._partial = partial
        self._clock = 0

    def busy(self) -> list[Slot[T]]:
        """Return the slots that have a job."""
        return [slot for slot in self.all if slot.work is not None]

    def admit(
        self, prompt: Sequence[int], size: int, work: T, adapters: tuple[Adapter, ...] = (), *, reuse: bool = True
    ) -> Admission[T] | None:
        """Give a job a slot, or None when it has to wait.

        Args:
            prompt: at least one token.
            size: cells of the prompt and of all that may be generated; at most `cells`.
            work: kept in the slot.
            adapters: a cache computed with others is of no use.
            reuse: False computes the whole prompt, whatever a cache holds of it.
        """
        idle = [slot for slot in self.all if slot.work is None]
        promised = sum(slot.promised for slot in self.all)
        if not idle or promised + size > self.cells:
            return None
        source, keep = self._longest(prompt, adapters) if reuse else (None, 0)
        if reuse and self._coming(prompt, adapters) >= keep + WORTH:
            return None
        slot = self._choose(idle, source, keep)
        parked = source.parked if source is not None else None
        emptied = self._make_room(idle, slot, source, self.cells - promised - size)
        own = source is slot
        slot.tokens, slot.cached = list(prompt), keep
        slot.promised, slot.work, slot.adapters, slot.parked = size, work, adapters, None
        self._touch(slot)
        return Admission(slot, keep, None if own or not keep else source, parked, emptied)

    def to_park(self) -> list[Slot[T]]:
        """Return the idle slots that keep something in the cache; none where it cannot be put back and cut."""
        if not self._partial:
            return []
        return [slot for slot in self.all if slot.work is None and slot.cached and slot.parked is None]

    def release(self, slot: Slot[T], *, keep: bool = True) -> None:
        """Take the job from a slot; what is computed stays for later unless `keep` is False."""
        slot.work, slot.promised = None, 0
        if keep:
            del slot.tokens[slot.cached :]
        else:
            slot.forget()
        self._touch(slot)

    def _longest(self, prompt: Sequence[int], adapters: tuple[Adapter, ...]) -> tuple[Slot[T] | None, int]:
        found, longest = None, 0
        for slot in self.all:
            if slot.adapters != adapters:
                continue
            length = common(slot.tokens[: slot.cached], list(prompt[: len(prompt) - 1]))
            if slot.parked is not None and length < WORTH:
                continue
            if not self._partial and (length != slot.cached or slot.work is not None):
                continue
            if length > longest:
                found, longest = slot, length
        return found, longest

    def _coming(self, prompt: Sequence[int], adapters: tuple[Adapter, ...]) -> int:
        """Return how many tokens of a prompt a busy slot will have once its own prompt is computed."""
        if not self._partial:
            return 0
        busy = [slot for slot in self.all if slot.work is not None and slot.pending > 1 and slot.adapters == adapters]
        return max((common(slot.tokens, list(prompt[: len(prompt) - 1])) for slot in busy), default=0)

    def _choose(self, idle: list[Slot[T]], source: Slot[T] | None, keep: int) -> Slot[T]:
        """Prefer the slot that has the prefix, unless it would lose more than it gives and an empty one is there."""
        empty = next((slot for slot in idle if not slot.cached), None)
        if (
            source is not None
            and source.work is None
            and (empty is None or keep * 2 >= source.cached or not self._partial)
        ):
            return source
        return empty or min((slot for slot in idle), key=lambda slot: slot.used)

    def _make_room(self, idle: list[Slot[T]], slot: Slot[T], source: Slot[T] | None, room: int) -> tuple[Slot[T], ...]:
        """Let idle slots forget until what the others keep fits into `room` cells."""
        emptied = []
        others = sorted((other for other in idle if other is not slot), key=lambda other: (other is source, other.used))
        kept = sum(other.cached for other in others)
        for other in others:
            if kept <= room:
                break
            if other.cached:
                kept -= other.cached
                other.forget()
                emptied.append(other)
        return tuple(emptied)

    def _touch(self, slot: Slot[T]) -> None:
        self._clock += 1
        slot.used = self._clock
