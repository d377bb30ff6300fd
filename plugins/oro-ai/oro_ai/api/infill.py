"""The endpoint `infill`: write what is between two texts, by models that were trained to."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Literal

import msgspec

from oro_ai.answer import JSONAnswer, Streamed, event
from oro_ai.api.answering import Told, answering
from oro_ai.api.conversation import Request as Conversation
from oro_ai.api.messages import ChatMessage
from oro_ai.api.options import Options
from oro_ai.api.request import Asked, converted
from oro_ai.api.usage import timings
from oro_ai.chat.reading import collected
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.prompts import check_bytes, tokenized
from oro_framework.errors import UsageError

__all__ = ("answer", "between")


class Extra(msgspec.Struct, kw_only=True):
    """A further file of the same project."""

    text: str
    filename: str | None = None


class Request(Options, kw_only=True):
    """A request for what is between two texts."""

    input_prefix: str
    input_suffix: str
    input_extra: list[Extra] | None = None
    prompt: str | None = None
    """The beginning of what is between them."""
    n: Literal[1] | None = None


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Respond with what is between two texts.

    Raises:
        UsageError: the model was not trained to fill in.
        OroError: the request is refused.
    """
    request = converted(asked, Request)
    if request.stream:
        return Streamed(_stream(app, request))
    async with answering(app, *_spoken(request)) as answer:
        told = [one async for events in answer for one in events]
    return JSONAnswer(_shown(answer.model, told))


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with answering(app, *_spoken(request)) as answer:
        async for events in answer:
            yield event(_shown(answer.model, events))


async def between(
    app: AppModels, entry: Entry, prefix: str, suffix: str, begun: str = "", extra: Sequence[Extra] = ()
) -> list[int]:
    """Return the tokens that ask a model for what is between two texts.

    Args:
        app: the app, whose configuration limits the texts.
        entry: the model.
        prefix: the text before.
        suffix: the text after.
        begun: the beginning of what is between them.
        extra: further files of the same project, told of before.

    Raises:
        UsageError: the model was not trained to fill in.
        PromptTooLong: the texts are over `ai_llm_max_prompt_bytes`.
    """
    words = entry.facts.words
    if len(words.infill) < 3:
        raise UsageError(
            f'Cannot fill in with model "{entry.name}": it has no tokens for what is before, after and between',
            param="suffix",
        )
    others = "".join(f"# {one.filename or 'file'}\n{one.text}\n" for one in extra)
    check_bytes(app.settings, others + prefix + suffix + begun)

    async def plain(text: str) -> list[int]:
        return await tokenized(entry, text, add_special=False, parse_special=False) if text else []

    first = [words.begin] if words.adds_begin and words.begin >= 0 else []
    before, after, middle = words.infill
    head = [*await plain(others + prefix)]
    return [*first, before, *head, after, *await plain(suffix), middle, *await plain(begun)]


def _spoken(request: Request) -> Any:
    """Return the arguments of `answering`."""
    fields = {name: getattr(request, name) for name in Options.__struct_fields__}
    wish = Conversation(messages=[ChatMessage(role="user")], reasoning_format="none", **fields)
    texts = (request.input_prefix, request.input_suffix, request.prompt or "", request.input_extra or ())

    async def spoken(app: AppModels, entry: Entry) -> list[int]:
        return await between(app, entry, *texts)

    return wish, spoken


def _shown(model: str, told: Sequence[Told]) -> dict[str, Any]:
    done = told[-1].done if told else None
    text = collected(part for one in told for part in one.parts).text
    shown = {"content": text, "model": model, "stop": done is not None}
    if done is None:
        return shown
    return {
        **shown,
        "stop_type": _stop_type(done.reason, done.stop),
        "stopping_word": done.stop,
        "tokens_predicted": done.completion_tokens,
        "tokens_evaluated": done.prompt_tokens,
        "timings": timings([done]),
    }


def _stop_type(reason: str, stop: str) -> str:
    return "word" if stop else {"stop": "eos", "length": "limit"}.get(reason, "none")
