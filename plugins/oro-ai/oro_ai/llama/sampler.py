"""Choose the next token of one sequence.

A grammar checks only the chosen token at first. Only if it refuses that token are all others checked and
another one chosen: checking a whole vocabulary costs more than computing a token of a small model.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np

from oro_ai.engine.job import Sampling
from oro_ai.errors import BadGrammar
from oro_ai.llama.binding import C, held, last_complaint
from oro_ai.llama.likelihood import logits
from oro_ai.llama.vocab import Vocab

__all__ = ("Sampler",)

RANDOM_SEED = 0xFFFFFFFF
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
_sample = held(C.llama_sampler_sample)


class Sampler:
    """The chain of samplers of one sequence.

    Args:
        vocab: the vocabulary of the model.
        sampling: the options.
        prompt: the tokens that penalties count as used already.

    Raises:
        BadGrammar: the grammar is invalid.
    """

    def __init__(self, vocab: Vocab, sampling: Sampling, prompt: Sequence[int] = ()) -> None:
        self._vocab = vocab
        self._grammar = _grammar(vocab, sampling.grammar) if sampling.grammar else None
        self._trigger = sampling.trigger.encode() if self._grammar else b""
        """The bytes still missing before the grammar applies."""
        self._said = b""
        self._remembers = _penalises(sampling)
        self._greedy = sampling.temperature <= 0 and not sampling.logit_bias and not self._remembers
        """Whether the chain would choose the most likely token, so that the logits can be used directly."""
        self._chain = C.llama_sampler_chain_init(C.llama_sampler_chain_default_params())
        for link in _links(vocab, sampling):
            C.llama_sampler_chain_add(self._chain, link)
        if self._remembers:
            for token in prompt[-sampling.repeat_last_n :] if sampling.repeat_last_n > 0 else prompt:
                C.llama_sampler_accept(self._chain, token)

    def sample(self, context: Any, row: int) -> int:
        """Choose from a row of the last step, and record the choice."""
        if self._grammar is None:
            return self._choose(context, row)
        if self._trigger:
            token = self._choose(context, row)
            self._listen(self._vocab.piece(token, special=True))
            return token
        # The grammar may refuse this choice, but a chain with a state would have recorded it.
        token = self._pick(context, row, masked=False) if self._remembers else self._choose(context, row)
        if not self._allowed(token):
            token = self._pick(context, row, masked=True)
        C.llama_sampler_accept(self._grammar, token)
        C.llama_sampler_accept(self._chain, token)
        return token

    def free(self) -> None:
        """Free the memory."""
        for sampler in (self._chain, self._grammar):
            if sampler:
                C.llama_sampler_free(sampler)
        self._chain = self._grammar = None

    def _choose(self, context: Any, row: int) -> int:
        if self._greedy:
            return int(logits(context, row, self._vocab.size).argmax())
        return int(_sample(self._chain, context, row))

    def _listen(self, piece: bytes) -> None:
        """Apply the grammar once its trigger has been generated.

        A token that continues after the trigger with more than blanks has begun text that the grammar cannot take up
        midway: generation then continues without the grammar.
        """
        self._said = (self._said + piece)[-len(self._trigger) - len(piece) :]
        place = self._said.find(self._trigger)
        if place >= 0 and not self._said[place + len(self._trigger) :].strip():
            self._trigger = b""

    def _pick(self, context: Any, row: int, *, masked: bool) -> int:
        candidates = np.empty(self._vocab.size, _CANDIDATE)
        candidates["id"] = np.arange(self._vocab.size, dtype=np.int32)
        candidates["logit"] = logits(context, row, self._vocab.size)
        candidates["p"] = 0
        array = _array(candidates)
        if masked:
            C.llama_sampler_apply(self._grammar, ctypes.byref(array))
        C.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)

    def _allowed(self, token: int) -> bool:
        one = np.array([(token, 1.0, 0.0)], _CANDIDATE)
        C.llama_sampler_apply(self._grammar, ctypes.byref(_array(one)))
        return bool(one["logit"][0] != -np.inf)


def _array(candidates: np.ndarray[Any, Any]) -> Any:
    array = C.llama_token_data_array()
    array.data = candidates.ctypes.data_as(C.llama_token_data_p)
    array.size, array.selected, array.sorted = len(candidates), -1, False
    return array


def _grammar(vocab: Vocab, text: str) -> Any:
    last_complaint()
    made = C.llama_sampler_init_grammar(vocab.handle, text.encode(), b"root")
    if not made:
        raise BadGrammar(last_complaint())
    return made


def _penalises(sampling: Sampling) -> bool:
    wanted = (sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty) != (1.0, 0.0, 0.0)
    return wanted and sampling.repeat_last_n != 0


def _links(vocab: Vocab, sampling: Sampling) -> list[Any]:
    """Return the samplers in llama.cpp's default order."""
    links = []
    if sampling.logit_bias:
        biases = [C.llama_logit_bias(token, bias) for token, bias in sampling.logit_bias.items()]
        array = (C.llama_logit_bias * len(biases))(*biases)
        links.append(C.llama_sampler_init_logit_bias(vocab.size, len(biases), array))
    if _penalises(sampling):
        last = sampling.repeat_last_n
        links.append(
            C.llama_sampler_init_penalties(
                vocab.size, last, sampling.repeat_penalty, sampling.frequency_penalty, sampling.presence_penalty
            )
        )
    if sampling.temperature <= 0:
        return [*links, C.llama_sampler_init_greedy()]
    if sampling.top_k > 0:
        links.append(C.llama_sampler_init_top_k(sampling.top_k))
    if sampling.typical_p < 1:
        links.append(C.llama_sampler_init_typical(sampling.typical_p, 1))
    if sampling.top_p < 1:
        links.append(C.llama_sampler_init_top_p(sampling.top_p, 1))
    if sampling.min_p > 0:
        links.append(C.llama_sampler_init_min_p(sampling.min_p, 1))
    seed = RANDOM_SEED if sampling.seed is None else sampling.seed & 0xFFFFFFFF
    return [*links, C.llama_sampler_init_temp(sampling.temperature), C.llama_sampler_init_dist(seed)]
