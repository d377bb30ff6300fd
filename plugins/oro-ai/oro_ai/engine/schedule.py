"""Choose the tokens that one step of a context computes. Sans-IO.

Rules
1. Every sequence that generates has one row in every step.
2. The rest of the step goes to prompts, in equal shares; a prompt that needs less leaves the rest to the others.
3. A prompt is cut into chunks while streams wait for its steps: see `Pace`.
4. A prompt is computed up to its next image, which is a step of its own.
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
    """Whether the last of them ends the sequence, so that the next token is chosen from its logits."""
    scored: bool = False
    """Whether the likelihood of the token after each of them is reported."""


def spans(slots: Sequence[Slot[Any]], *, rows: int, prompt_rows: int) -> list[Span]:
    """Return the spans to compute next, those of generating sequences first.

    Args:
        slots: the slots whose next tokens to compute are text.
        rows: the most rows of a step; at least the number of slots.
        prompt_rows: the most rows for prompts; prompts always get at least one.
    """
    one = [Span(slot, slot.cached, 1, True) for slot in slots if slot.pending == 1]
    long = sorted((slot for slot in slots if slot.pending > 1), key=lambda slot: slot.pending_text)
    left = min(rows - len(one), max(prompt_rows, 1))
    chunks = []
    for index, slot in enumerate(long):
        share = -(-left // (len(long) - index))
        count = min(slot.pending_text, share)
        if count <= 0:
            break
        left -= count
        chunks.append(Span(slot, slot.cached, count, count == slot.pending, slot.scored))
    return one + chunks
