"""Read the prompt and the limits of a call that continues a context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oro_ai import settings as keys
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.types import Call, Settings

if TYPE_CHECKING:
    from oro_ai.engine.media import Media
    from oro_ai.models.contexts import PageContext
    from oro_ai.models.generation import Wanted

__all__ = ("SEPARATOR", "content_of", "prompt_of", "shown_of", "wanted_of")

SEPARATOR = "\x01"
"""The separator of antiprompts."""


def prompt_of(call: Call, prompt: str) -> str:
    """Return the prompt of a call: the parameter or else the body."""
    return prompt or call.body.decode("utf-8", "replace")


def content_of(call: Call, prompt: str, parts: bool) -> str | list[dict[str, Any]]:
    """Return the content of a message: a text, or the parts that the body of the call has.

    Raises:
        InvalidArgument: the body is no array of parts.
    """
    if not parts:
        return prompt_of(call, prompt)
    try:
        found = from_json(call.body)
    except ValueError as error:
        raise InvalidArgument(f"Cannot read the message: its body is no JSON ({error})") from error
    if not isinstance(found, list) or not found or not all(isinstance(part, dict) for part in found):
        raise InvalidArgument("Cannot read the message: its body is no array of parts")
    return found


def shown_of(content: str | Sequence[Mapping[str, Any]]) -> str:
    """Return the text of a message, without its images and audio."""
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content if part.get("type") == "text")


def wanted_of(
    settings: Settings,
    context: PageContext,
    tokens: Sequence[int],
    antiprompts: str,
    most: int | None,
    media: tuple[Media, ...] = (),
) -> Wanted:
    """Return the sequence that a context shall generate.

    Args:
        settings: the configured numbers of tokens.
        context: the context.
        tokens: the tokens of the prompt.
        antiprompts: texts before which generation ends, separated by `SEPARATOR`.
        most: the most tokens; None for the configured number, below 0 for as many as the context holds.
        media: the images and audio of the prompt.

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
        media=media,
    )
