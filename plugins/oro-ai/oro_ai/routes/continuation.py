"""Read the prompt and the limits of a call that continues a context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oro_ai import settings as keys
from oro_framework.types import Call, Settings

if TYPE_CHECKING:
    from oro_ai.models.contexts import PageContext
    from oro_ai.models.generation import Wanted

__all__ = ("SEPARATOR", "prompt_of", "wanted_of")

SEPARATOR = "\x01"
"""The separator of antiprompts."""


def prompt_of(call: Call, prompt: str) -> str:
    """Return the prompt of a call: the parameter or else the body."""
    return prompt or call.body.decode("utf-8", "replace")


def wanted_of(
    settings: Settings, context: PageContext, tokens: Sequence[int], antiprompts: str, most: int | None
) -> Wanted:
    """Return the sequence that a context shall generate.

    Args:
        settings: the configured numbers of tokens.
        context: the context.
        tokens: the tokens of the prompt.
        antiprompts: texts before which generation ends, separated by `SEPARATOR`.
        most: the most tokens; None for the configured number, below 0 for as many as the context holds.

    Raises:
        ContextExceeded: the context does not hold the prompt.
    """
    from oro_ai.models.generation import Wanted, room  # with the first model, not with the app

    words = context.entry.facts.words
    prompt = list(tokens) or [words.begin if words.begin >= 0 else words.end]
    left = room(context.entry, prompt, context.size)
    limit = settings[keys.DEFAULT_MAX_TOKENS] if most is None else left if most < 0 else max(most, 1)
    return Wanted(
        prompt=prompt,
        max_tokens=min(limit, left, settings[keys.HARD_MAX_TOKENS] or left),
        sampling=context.sampling,
        stop=tuple(part for part in antiprompts.split(SEPARATOR) if part),
        adapters=tuple(context.adapters.values()),
    )
