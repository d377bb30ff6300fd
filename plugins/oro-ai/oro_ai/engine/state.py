"""The state of a context: its slots, its cache, its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from oro_ai.engine.job import Adapter

__all__ = ("Counts", "Saved", "SlotState", "State")


@dataclass(slots=True)
class Counts:
    """What a generator has done since it was made."""

    steps: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    jobs: int = 0
    aborted: int = 0
    cleared: int = 0
    """Caches, or ends of them, that were emptied in place."""
    longest_step: float = 0.0
    """Seconds."""


class SlotState(msgspec.Struct, frozen=True, kw_only=True):
    """One sequence."""

    id: int
    busy: bool
    cached: int
    pending: int
    """Tokens still to be computed."""
    promised: int
    """Cells of its job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The sequences of a context, and the jobs that wait for one."""

    slots: tuple[SlotState, ...] = ()
    waiting: int = 0
    cells: int = 0
    """Tokens its cache has room for."""
    counts: Counts = field(default_factory=Counts)

    @property
    def busy(self) -> int:
        """Sequences that are generated."""
        return sum(slot.busy for slot in self.slots)

    @property
    def held(self) -> int:
        """Tokens its cache holds."""
        return sum(slot.cached for slot in self.slots)


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What the cache of a context of one sequence holds."""

    tokens: Sequence[int]
    adapters: tuple[Adapter, ...]
    """Those it was computed with."""
    state: bytes
    """As llama.cpp has it."""
