"""The rows of a step, as llama.cpp takes them."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from oro_ai.llama.binding import C

__all__ = ("Batch",)


class Batch:
    """Tokens with their places and sequences.

    Args:
        rows: most of them.
    """

    def __init__(self, rows: int) -> None:
        self._tokens, self._places, self._sequences = ((ctypes.c_int32 * rows)() for _ in range(3))
        self._outputs = (ctypes.c_int8 * rows)()
        # Every row is of one sequence, and where it says which never changes.
        self._ones = (ctypes.c_int32 * rows)(*[1] * rows)
        first, size = ctypes.addressof(self._sequences), ctypes.sizeof(ctypes.c_int32)
        self._owners = (ctypes.c_void_p * rows)(*range(first, first + rows * size, size))
        self.rows = 0
        self.raw: Any = C.llama_batch()
        """What `llama_decode` takes."""
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
        """Have no rows."""
        self.rows = self.raw.n_tokens = 0

    def add(self, tokens: Sequence[int], place: int, sequence: int, *, every: bool = False, last: bool = False) -> None:
        """Add consecutive tokens of a sequence.

        Args:
            tokens: at least one.
            place: of the first one in its sequence.
            sequence: its number.
            every: each row has an output.
            last: the last one has.
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
        """Let each row, which is the last of its sequence, be followed by another token."""
        for row, token in enumerate(tokens):
            self._tokens[row] = token
            self._places[row] += 1
