"""Compute likelihoods of tokens from the logits of a row."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from typing import Any

import numpy as np

from oro_ai.engine.job import Likelihood
from oro_ai.llama.binding import C, held
from oro_ai.llama.vocab import Vocab

__all__ = ("likelihood", "logits")

_address = held(C.llama_get_logits_ith, returns=ctypes.c_void_p)


def logits(context: Any, row: int, size: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return the logits of a row of the last step without copying them; they are valid until the next step."""
    return _floats(_address(context, row), size)


@lru_cache(maxsize=64)
def _floats(address: int, size: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    # A context writes its logits to the same memory at every step.
    return np.ctypeslib.as_array((ctypes.c_float * size).from_address(address))


def likelihood(context: Any, row: int, vocab: Vocab, token: int, top: int) -> Likelihood:
    """Return the likelihood of a token, and the `top` most likely tokens."""
    row_logits = logits(context, row, vocab.size)
    highest = float(row_logits.max())
    total = highest + float(np.log(np.exp(row_logits - highest, dtype=np.float64).sum()))
    best: tuple[tuple[int, bytes, float], ...] = ()
    if top:
        found = np.argpartition(row_logits, -top)[-top:]
        found = found[np.argsort(-row_logits[found], kind="stable")]
        best = tuple((int(id), vocab.piece(int(id), special=True), float(row_logits[id]) - total) for id in found)
    return Likelihood(token, vocab.piece(token, special=True), float(row_logits[token]) - total, best)
