"""The state of a context: its slots, its cache, its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from oro_ai.engine.job import Adapter

__all__ = ("Counts", "Saved", "SlotState", "State")


@dataclass(slots=True)
class Counts:
    """Counters of a generator since it was made."""

    steps: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    guessed_tokens: int = 0
    """Tokens guessed ahead."""
    right_tokens: int = 0
    """Those of them that were right."""
    encoded: int = 0
    """Images and parts of audio that a projector computed."""
    jobs: int = 0
    aborted: int = 0
    cleared: int = 0
    """Caches, or ends of caches, that were emptied in place."""
    longest_step: float = 0.0
    """The longest step, in seconds."""


class SlotState(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one sequence."""

    id: int
    busy: bool
    cached: int
    pending: int
    """Tokens still to compute."""
    promised: int
    """Cells promised to its job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of a context: its sequences, and the jobs that wait for one."""

    slots: tuple[SlotState, ...] = ()
    waiting: int = 0
    cells: int = 0
    """Tokens its cache has room for."""
    counts: Counts = field(default_factory=Counts)

    @property
    def busy(self) -> int:
        """The number of sequences that are generating."""
        return sum(slot.busy for slot in self.slots)

    @property
    def held(self) -> int:
        """The number of tokens its cache holds."""
        return sum(slot.cached for slot in self.slots)


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """The saved cache of a sequence."""

    tokens: Sequence[int]
    adapters: tuple[Adapter, ...]
    """The adapters it was computed with."""
    state: bytes
    """The state in llama.cpp's own format."""
