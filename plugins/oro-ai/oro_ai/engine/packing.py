"""Grouping the inputs of an embedding that are computed together. Sans-IO.

On a CPU large steps are slower than small ones, for every row attends to all rows of its step: inputs are packed up to
a few rows, and only one that is longer by itself has more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ("ROWS", "pack")

ROWS = 128


def pack(lengths: Sequence[int], *, sequences: int, rows: int = ROWS) -> Iterator[list[int]]:
    """Yield the places of the inputs of each step, in their order.

    Args:
        lengths: tokens of each input.
        sequences: most inputs of a step.
        rows: most tokens of a step, unless one input has more.
    """
    group: list[int] = []
    total = 0
    for place, length in enumerate(lengths):
        if group and (total + length > rows or len(group) == sequences):
            yield group
            group, total = [], 0
        group.append(place)
        total += length
    if group:
        yield group
