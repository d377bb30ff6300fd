"""Whether a grammar takes a text, asked of llama.cpp itself."""

from __future__ import annotations

from oro_ai.engine.job import Sampling
from oro_ai.llama.binding import C
from oro_ai.llama.sampler import Sampler
from oro_ai.llama.vocab import Vocab
from oro_ai.testing.random_model import BYTES

__all__ = ("accepts",)


def accepts(vocab: Vocab, text: str, held: str) -> bool:
    """Return whether a text, and its end after it, is what a grammar allows, byte by byte.

    Args:
        vocab: of a model of random weights.
        text: what is said.
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
