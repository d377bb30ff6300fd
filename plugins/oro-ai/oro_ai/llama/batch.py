"""The rows of a step, as a `llama_batch`."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from oro_ai.llama.binding import C

__all__ = ("Batch",)


class Batch:
    """Tokens with their positions and sequences.

    Args:
        rows: the most rows.
    """

    def __init__(self, rows: int) -> None:
        self._tokens, self._places, self._sequences = ((ctypes.c_int32 * rows)() for _ in range(3))
        self._outputs = (ctypes.c_int8 * rows)()
        # Every row belongs to one sequence, and the pointers to sequence numbers never change.
        self._ones = (ctypes.c_int32 * rows)(*[1] * rows)
        first, size = ctypes.addressof(self._sequences), ctypes.sizeof(ctypes.c_int32)
        self._owners = (ctypes.c_void_p * rows)(*range(first, first + rows * size, size))
        self.rows = 0
        self.raw: Any = C.llama_batch()
        """The `llama_batch` to pass to `llama_decode`."""
        kinds = dict(C.llama_batch._fields_)
        for name, values in (
            ("token", self._tokens),
            ("pos", self._places),
            ("n_seq_id", self._ones),
            ("seq_id", self._owners),
            ("logits", self._outputs),
        ):
            setattr(self.raw, name, ctypes.cast(values, kinds[name]))

    def clear(self) -> None:
        """Remove all rows."""
        self.rows = self.raw.n_tokens = 0

    def add(self, tokens: Sequence[int], place: int, sequence: int, *, every: bool = False, last: bool = False) -> None:
        """Add consecutive tokens of a sequence.

        Args:
            tokens: the tokens, at least one.
            place: the position of the first token in its sequence.
            sequence: the number of the sequence.
            every: whether each row has an output.
            last: whether the last row has an output.
        """
        count = len(tokens)
        start, end = self.rows, self.rows + count
        self._tokens[start:end] = list(tokens)
        self._places[start:end] = list(range(place, place + count))
        self._sequences[start:end] = [sequence] * count
        self._outputs[start:end] = [every] * count
        if last:
            self._outputs[end - 1] = 1
        self.rows = self.raw.n_tokens = end

    def go_on(self, tokens: Sequence[int]) -> None:
        """Replace each row, the last of its sequence, by the row of the next token."""
        for row, token in enumerate(tokens):
            self._tokens[row] = token
            self._places[row] += 1
