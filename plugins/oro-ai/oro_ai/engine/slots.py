"""Assign jobs to the sequences of a context by the contents of their caches. Sans-IO.

Rules
1. A slot is one sequence of the context. `tokens[:cached]` is in the cache, the rest is not computed yet.
2. Cells are promised before a job is admitted: for its prompt and all it may generate. The cells that idle slots keep
   and busy slots were promised never exceed those of the context; idle slots forget, the least recently used first.
3. A prompt continues from its longest prefix in any cache, in its own slot or copied from another, even a busy one.
   At least one token of a prompt is computed, for its logits.
4. Jobs are admitted in order of arrival. A job without room waits, and later jobs wait behind it.
5. A prompt also waits while another slot is computing a much longer prefix of it than any cache holds.
6. The cache of an idle slot may be parked: saved outside the cache, and restored for a job that continues it.
7. A prefix ends within no image: see `engine.media`. Caches with images are not parked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from msgspec.structs import replace

from oro_ai.engine.job import Adapter
from oro_ai.engine.media import Media, position, whole_chunks

__all__ = ("Admission", "Slot", "Slots", "common")

T = TypeVar("T")

WORTH = 16
"""The fewest tokens for which a prompt waits, or restores a parked cache, instead of computing them."""


@dataclass(slots=True, eq=False)
class Slot(Generic[T]):
    """One sequence of a context."""

    id: int
    tokens: list[int] = field(default_factory=list)
    cached: int = 0
    promised: int = 0
    """Cells promised to the job; 0 when idle."""
    used: int = 0
    """The count of jobs at its last change between idle and busy."""
    adapters: tuple[Adapter, ...] = ()
    """The adapters its cache was computed with."""
    parked: bytearray | None = None
    """The saved contents of its cache; None when they are in the cache."""
    media: tuple[Media, ...] = ()
    """The images and audio among the tokens."""
    scored: bool = False
    """Whether the likelihoods of the prompt's tokens are reported."""
    work: T | None = None
    """The owner's record of the job; None when idle."""

    @property
    def pending(self) -> int:
        """The number of tokens still to compute."""
        return len(self.tokens) - self.cached

    @property
    def next_media(self) -> Media | None:
        """The first image that is still to compute."""
        return next((one for one in self.media if one.start >= self.cached), None)

    @property
    def pending_text(self) -> int:
        """The number of tokens to compute before the next image, or before the end."""
        media = self.next_media
        return self.pending if media is None else media.start - self.cached

    @property
    def position(self) -> int:
        """The position of the first token that is not computed yet."""
        return self.cached if not self.media else position(self.media, self.cached)

    def forget(self) -> None:
        """Drop all tokens."""
        self.tokens, self.cached, self.parked, self.media = [], 0, None, ()


@dataclass(frozen=True, slots=True)
class Admission(Generic[T]):
    """The slot of a job, and the changes to make to the cache first, in the order of the fields."""

    slot: Slot[T]
    keep: int
    """Tokens of the prompt that are in the cache already."""
    source: Slot[T] | None
    """The slot they are copied from; None when they are in the slot itself."""
    parked: bytearray | None
    """Saved contents to restore into the slot's cache and cut to `keep`, instead of copying."""
    emptied: tuple[Slot[T], ...]
    """Idle slots that have forgotten everything."""


def common(left: Sequence[int], right: Sequence[int]) -> int:
    """Return the length of the common prefix of two sequences."""
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
        count: the number of sequences.
        cells: the tokens they can hold together.
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
        self,
        prompt: Sequence[int],
        size: int,
        work: T,
        adapters: tuple[Adapter, ...] = (),
        *,
        reuse: bool = True,
        media: tuple[Media, ...] = (),
    ) -> Admission[T] | None:
        """Assign a slot to a job; return None when it has to wait.

        Args:
            prompt: the prompt, at least one token.
            size: the cells for the prompt and all that may be generated; at most `cells`.
            work: the owner's record of the job, kept in the slot.
            adapters: the adapters of the job; caches computed with others are not used.
            reuse: whether to use caches; False computes the whole prompt.
            media: the images and audio of the prompt.
        """
        idle = [slot for slot in self.all if slot.work is None]
        promised = sum(slot.promised for slot in self.all)
        if not idle or promised + size > self.cells:
            return None
        source, keep = self._longest(prompt, adapters, media) if reuse else (None, 0)
        if reuse and whole_chunks(media, self._coming(prompt, adapters)) >= keep + WORTH:
            return None
        slot = self._choose(idle, source, keep)
        parked = source.parked if source is not None else None
        emptied = self._make_room(idle, slot, source, self.cells - promised - size)
        own = source is slot
        slot.tokens, slot.cached = list(prompt), keep
        slot.promised, slot.work, slot.adapters, slot.parked = size, work, adapters, None
        slot.media = media
        self._touch(slot)
        return Admission(slot, keep, None if own or not keep else source, parked, emptied)

    def to_park(self) -> list[Slot[T]]:
        """Return the idle slots with contents in the cache; none if contents could not be restored and cut."""
        if not self._partial:
            return []
        idle = (slot for slot in self.all if slot.work is None and slot.cached and not slot.media)
        return [slot for slot in idle if slot.parked is None]

    def release(self, slot: Slot[T], *, keep: bool = True) -> None:
        """Remove the job from a slot; its cache stays for later jobs unless `keep` is False."""
        slot.work, slot.promised = None, 0
        if keep:
            del slot.tokens[slot.cached :]
            # What is in the cache is known by its key; its file is not needed any more.
            slot.media = tuple(replace(one, data=b"") for one in slot.media if one.end <= slot.cached)
        else:
            slot.forget()
        self._touch(slot)

    def _longest(
        self, prompt: Sequence[int], adapters: tuple[Adapter, ...], media: tuple[Media, ...]
    ) -> tuple[Slot[T] | None, int]:
        found, longest = None, 0
        for slot in self.all:
            if slot.adapters != adapters:
                continue
            length = whole_chunks(media, common(slot.tokens[: slot.cached], list(prompt[: len(prompt) - 1])))
            if slot.parked is not None and length < WORTH:
                continue
            if not self._partial and (length != slot.cached or slot.work is not None):
                continue
            if length > longest:
                found, longest = slot, length
        return found, longest

    def _coming(self, prompt: Sequence[int], adapters: tuple[Adapter, ...]) -> int:
        """Return the number of tokens of a prompt that a busy slot will hold once its own prompt is computed."""
        if not self._partial:
            return 0
        busy = [slot for slot in self.all if slot.work is not None and slot.pending > 1 and slot.adapters == adapters]
        return max((common(slot.tokens, list(prompt[: len(prompt) - 1])) for slot in busy), default=0)

    def _choose(self, idle: list[Slot[T]], source: Slot[T] | None, keep: int) -> Slot[T]:
        """Prefer the slot with the prefix, unless its cache is mostly other tokens and another slot is empty."""
        empty = next((slot for slot in idle if not slot.cached), None)
        if (
            source is not None
            and source.work is None
            and (empty is None or keep * 2 >= source.cached or not self._partial)
        ):
            return source
        return empty or min((slot for slot in idle), key=lambda slot: slot.used)

    def _make_room(self, idle: list[Slot[T]], slot: Slot[T], source: Slot[T] | None, room: int) -> tuple[Slot[T], ...]:
        """Empty idle slots until the rest fits into `room` cells."""
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
