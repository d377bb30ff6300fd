"""The likelihoods of a completion's tokens, in OpenAI's shape, and which completion is likeliest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from oro_ai.api.usage import Choice
from oro_ai.engine.job import Likelihood
from oro_ai.models.entry import Entry

__all__ = ("Prompt", "Scores", "best", "prompt_of")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it is echoed."""

    echo: str = ""
    pieces: Sequence[bytes] = ()
    """The tokens whose likelihoods are told."""
    known: int = 0
    """How many likelihoods come before that of the first piece: 1 where the model put a token before the text."""


async def prompt_of(entry: Entry, text: str, tokens: Sequence[int], *, written: bool) -> Prompt:
    """Return a prompt whose tokens are told, without the one the model begins every text with.

    Args:
        entry: the model.
        text: the prompt.
        tokens: its tokens.
        written: whether the prompt was given as text.
    """
    words = entry.facts.words
    begun = written and words.adds_begin and len(tokens) > 1 and tokens[0] == words.begin
    shown = tokens[1:] if begun else tokens
    return Prompt(text, tuple(await entry.model.pieces(shown)), int(begun))


@dataclass(frozen=True, slots=True)
class Scores:
    """The likelihoods of a prompt's tokens, and of those that follow."""

    prompt: Prompt
    before: Sequence[Likelihood]
    """Those of the prompt's tokens but the first."""
    after: Sequence[Likelihood]

    def shown(self) -> Mapping[str, Any]:
        """Return them in OpenAI's shape; the first token of all has no likelihood."""
        pieces = [*self.prompt.pieces, *(one.piece for one in self.after)]
        told: list[Likelihood | None] = []
        if self.prompt.pieces:
            told = [*([] if self.prompt.known else [None]), *self.before]
        told += self.after
        return {
            "tokens": [_text(piece) for piece in pieces],
            "token_logprobs": [None if one is None else one.logprob for one in told],
            "top_logprobs": [None if one is None else _top(one) for one in told],
            "text_offset": _offsets(pieces),
        }


def best(choices: Sequence[Choice], generated: int, told: int) -> list[tuple[int, Choice]]:
    """Return the choices that are told, each with its place among all: the likeliest ones of each prompt.

    Args:
        choices: all of them.
        generated: how many were generated for each prompt.
        told: how many are told of it.
    """
    found: list[tuple[int, Choice]] = []
    for start in range(0, len(choices), generated):
        group = list(enumerate(choices[start : start + generated], start))
        chosen = group if generated == told else sorted(group, key=lambda one: -_likeliness(one[1]))
        found += chosen[:told]
    return found


def _likeliness(choice: Choice) -> float:
    """Return the mean likelihood of a token."""
    likelihoods = choice.likelihoods
    return sum(one.logprob for one in likelihoods) / len(likelihoods) if likelihoods else float("-inf")


def _top(one: Likelihood) -> dict[str, float]:
    return {_text(piece): logprob for _, piece, logprob in one.top}


def _offsets(pieces: Sequence[bytes]) -> list[int]:
    offsets, data = [], b""
    for piece in pieces:
        offsets.append(len(data.decode("utf-8", "ignore")))
        data += piece
    return offsets


def _text(piece: bytes) -> str:
    return piece.decode("utf-8", "replace")
