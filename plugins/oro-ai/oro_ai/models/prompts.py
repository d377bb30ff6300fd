"""Convert the prompts of requests to tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anyio import to_thread

from oro_ai import settings as keys
from oro_ai.chat.attachments import Attachments
from oro_ai.chat.template import prompt_text
from oro_ai.engine.media import MediaPrompt
from oro_ai.errors import ContextExceeded, PromptTooLong
from oro_ai.models.entry import Entry
from oro_framework.errors import InvalidArgument, UsageError
from oro_framework.types import Settings

__all__ = ("chat_tokens", "check_bytes", "conversation_tokens", "detokenized", "media_tokens", "prompts", "tokenized")

MOST = 64
"""The most prompts of one request."""


async def prompts(
    settings: Settings, entry: Entry, given: str | Sequence[Any], param: str = "prompt", most: int = MOST
) -> list[tuple[str, list[int]]]:
    """Return each prompt's text and tokens: a text, tokens, or an array of either.

    Args:
        settings: the configuration, which limits each prompt.
        entry: the model.
        given: the prompts.
        param: the name of the parameter, for messages.
        most: the most prompts; 0 for any number.

    Raises:
        InvalidArgument: the prompt is of another type, or the model has no such token.
        PromptTooLong: a prompt is over `ai_llm_max_prompt_bytes`.
        ContextExceeded: there are more tokens than the model was trained for.
    """
    words = entry.facts.words
    found = []
    apart = _apart(given, param, most)
    for place, one in enumerate(apart):
        name = f"{param}[{place}]" if len(apart) > 1 else param
        if isinstance(one, str):
            check_bytes(settings, one, param, name)
            tokens = await tokenized(entry, one)
            text = one
        else:
            tokens = list(one)
            if len(tokens) > entry.facts.trained_context:
                raise ContextExceeded(f"Cannot use {name}: it has {len(tokens)} tokens", param=param)
            if any(not 0 <= token < words.size for token in tokens):
                raise InvalidArgument(f"Cannot use {name}: a token is not below {words.size}", param=param)
            text = await detokenized(entry, tokens)
            check_bytes(settings, text, param, name)
        if not tokens:
            tokens = [words.begin if words.begin >= 0 else words.end]
        found.append((text, tokens))
    return found


async def tokenized(entry: Entry, text: str, *, add_special: bool = True, parse_special: bool = True) -> list[int]:
    """Return the tokens of a text."""
    return await entry.model.tokenize(text, add_special=add_special, parse_special=parse_special)


async def detokenized(entry: Entry, tokens: Sequence[int]) -> str:
    """Return the text of tokens, including control tokens."""
    return b"".join(await entry.model.pieces(tokens)).decode("utf-8", "replace")


async def chat_tokens(entry: Entry, text: str) -> list[int]:
    """Return the tokens of a template's prompt, which may already contain the first token."""
    return await tokenized(entry, text, add_special=_lacks_beginning(entry, text))


async def conversation_tokens(settings: Settings, entry: Entry, messages: Sequence[Mapping[str, Any]]) -> MediaPrompt:
    """Return the tokens of a conversation.

    Args:
        settings: the configuration, which limits its text.
        entry: the model.
        messages: each with `role` and `content`, a text or parts as OpenAI's.

    Raises:
        InvalidArgument: the template refuses it, or a file cannot be read.
        PromptTooLong: its text is over `ai_llm_max_prompt_bytes`.
        Unsupported: the model does not read a part.
    """
    attachments = Attachments(entry.facts)
    plain = [
        {**one, "content": attachments.text_of(one["content"], f"messages[{place}]")}
        for place, one in enumerate(messages)
    ]
    text = prompt_text(entry.facts, plain)
    check_bytes(settings, text)
    return await media_tokens(entry, text, attachments)


async def media_tokens(entry: Entry, text: str, attachments: Attachments) -> MediaPrompt:
    """Return the tokens of a template's prompt, which may have images or audio.

    Raises:
        InvalidArgument: a file cannot be read.
    """
    if not attachments.files:
        return MediaPrompt(await chat_tokens(entry, text))
    parts = await to_thread.run_sync(attachments.parts, text)
    return await entry.model.read(parts, add_special=_lacks_beginning(entry, text))


def _lacks_beginning(entry: Entry, text: str) -> bool:
    """Return whether a template's text lacks the token that begins one."""
    begin = entry.facts.words.begin_text
    return not (begin and text.startswith(begin))


def check_bytes(settings: Settings, text: str, param: str = "prompt", name: str = "") -> None:
    """Check the size of a prompt.

    Args:
        settings: the configuration.
        text: the prompt.
        param: the name of the parameter.
        name: what to call it in the message, if that is more than the parameter.

    Raises:
        PromptTooLong: the prompt is over `ai_llm_max_prompt_bytes`.
    """
    limit = settings[keys.MAX_PROMPT_BYTES]
    if len(text) > limit or len(text.encode("utf-8", "replace")) > limit:
        raise PromptTooLong(f"Cannot use {name or f'the {param}'}: it is over {limit} bytes", param=param)


def _apart(given: str | Sequence[Any], param: str, most: int) -> Sequence[str | Sequence[int]]:
    if isinstance(given, str):
        return [given]
    if not given:
        raise UsageError(f'Cannot use "{param}": the array is empty', param=param)
    if _are_tokens(given):
        return [given]
    if most and len(given) > most:
        raise UsageError(f'Cannot use "{param}": it has {len(given)} prompts, and {most} are allowed', param=param)
    for place, one in enumerate(given):
        if not (isinstance(one, str) or (isinstance(one, list) and one and _are_tokens(one))):
            raise InvalidArgument(
                f'Cannot use "{param}[{place}]": expected a text or tokens; "{param}" is a text, tokens, '
                "or an array of either",
                param=param,
            )
    return given


def _are_tokens(given: Sequence[Any]) -> bool:
    return all(isinstance(token, int) and not isinstance(token, bool) for token in given)
