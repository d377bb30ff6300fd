"""Check with llama.cpp itself whether a grammar accepts a text."""

from __future__ import annotations

from oro_ai.engine.job import Sampling
from oro_ai.llama.binding import C
from oro_ai.llama.sampler import Sampler
from oro_ai.llama.vocab import Vocab
from oro_ai.testing.random_model import BYTES

__all__ = ("accepts",)


def accepts(vocab: Vocab, text: str, held: str) -> bool:
    """Return whether a grammar accepts a whole text, byte by byte.

    Args:
        vocab: the vocabulary of a model with random weights.
        text: the text.
        held: the grammar.
    """
    sampler = Sampler(vocab, Sampling(grammar=held))
    try:
        for byte in text.encode():
            token = BYTES + byte
            if not sampler._allowed(token):
                return False
            C.llama_sampler_accept(sampler._grammar, token)
        return sampler._allowed(vocab.end)
    finally:
        sampler.free()
