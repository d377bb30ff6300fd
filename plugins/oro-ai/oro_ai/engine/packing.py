"""Group the inputs of an embedding that are computed together. Sans-IO.

On a CPU, large steps are slower, because every row attends to all rows of its step: inputs are packed up to
a few rows, and only a single longer input makes a larger step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ("ROWS", "pack")

ROWS = 128


def pack(lengths: Sequence[int], *, sequences: int, rows: int = ROWS) -> Iterator[list[int]]:
    """Yield the indexes of the inputs of each step, in order.

    Args:
        lengths: the tokens of each input.
        sequences: the most inputs of a step.
        rows: the most tokens of a step, unless one input has more.
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
