"""Choosing what one step of a context computes. Sans-IO.

Rules
1. Every sequence that generates has one row in every step.
2. What is left of the step goes to prompts, in equal shares; who needs less leaves the rest to the others.
3. A prompt that streams would have to wait for is cut into chunks: see `Pace`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oro_ai.engine.slots import Slot

__all__ = ("Span", "spans")


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive tokens of one sequence."""

    slot: Slot[Any]
    start: int
    count: int
    output: bool
    """The last of them is the last of the sequence, so the next token is chosen from its logits."""


def spans(slots: Sequence[Slot[Any]], *, rows: int, prompt_rows: int) -> list[Span]:
    """Return what to compute next, sequences that generate first.

    Args:
        slots: those with tokens to compute.
        rows: most rows of a step; at least as many as there are slots.
        prompt_rows: most rows that prompts may take of it; one is always given.
    """
    one = [Span(slot, slot.cached, 1, True) for slot in slots if slot.pending == 1]
    long = sorted((slot for slot in slots if slot.pending > 1), key=lambda slot: slot.pending)
    left = min(rows - len(one), max(prompt_rows, 1))
    chunks = []
    for index, slot in enumerate(long):
        share = -(-left // (len(long) - index))
        count = min(slot.pending, share)
        if count <= 0:
            break
        left -= count
        chunks.append(Span(slot, slot.cached, count, count == slot.pending))
    return one + chunks
