"""The endpoints `api/chat` and `api/generate`, whose answers are lines of JSON."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from oro_ai.answer import JSON_LINES, JSONAnswer, Streamed, line
from oro_ai.api.answering import answering
from oro_ai.api.conversation import Request, Spoken
from oro_ai.api.infill import between
from oro_ai.api.ollama.lines import ChatLines, GenerateLines, now
from oro_ai.api.ollama.models import plain_name
from oro_ai.api.ollama.request import Chat, Common, Generate
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.prompts import check_bytes, tokenized
from oro_framework.errors import InvalidArgument, OroError, UsageError

__all__ = ("chat", "failure", "generate")


async def chat(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Answer a conversation; without messages, load the model.

    Raises:
        OroError: the request is refused.
    """
    wish = converted(asked, Chat)
    if not wish.messages:
        return await _loaded(app, wish.model, {"message": {"role": "assistant", "content": ""}})
    await _check(app, wish)
    return await _answer(app, wish.request(), ChatLines, stream=wish.stream)


async def generate(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Answer a text, or continue it as it is where `raw` is true; without a prompt, load the model.

    Raises:
        OroError: the request is refused.
    """
    wish = converted(asked, Generate)
    if not wish.prompt and wish.suffix is None:
        return await _loaded(app, wish.model, {"response": ""})
    await _check(app, wish)
    return await _answer(app, wish.request(), GenerateLines, stream=wish.stream, spoken=_spoken(wish))


def failure(error: OroError) -> Mapping[str, Any]:
    """Return an error in Ollama's shape."""
    return {"error": error.message}


async def _check(app: AppModels, wish: Common) -> None:
    """Check that the model holds as many tokens as `num_ctx` says.

    Raises:
        InvalidArgument: it holds fewer.
    """
    if not wish.context:
        return
    async with app.library.use(await plain_name(app, wish.model)) as entry:
        if wish.context > entry.limit:
            raise InvalidArgument(
                f'Cannot use {wish.context} tokens: model "{entry.name}" holds {entry.limit}; ai_llm_context_size '
                "says how many all sequences hold together",
                param="options.num_ctx",
            )


async def _answer(
    app: AppModels, request: Request, shape: type[ChatLines], *, stream: bool, spoken: Spoken | None = None
) -> JSONAnswer | Streamed:
    request.model = await plain_name(app, request.model or "")
    if stream:
        return Streamed(_stream(app, request, shape, spoken), JSON_LINES, failed=lambda error: line(failure(error)))
    async with answering(app, request, spoken) as answer:
        lines, done = shape(answer.model, logprobs=bool(request.logprobs)), None
        async for events in answer:
            lines.told(events)
            done = events[-1].done
    assert done is not None
    return JSONAnswer(lines.whole(done))


async def _stream(
    app: AppModels, request: Request, shape: type[ChatLines], spoken: Spoken | None
) -> AsyncGenerator[bytes, None]:
    async with answering(app, request, spoken) as answer:
        lines = shape(answer.model, logprobs=bool(request.logprobs))
        async for events in answer:
            if chunk := b"".join(map(line, lines.told(events))):
                yield chunk


def _spoken(wish: Generate) -> Spoken | None:
    """Return what gives the tokens of a text that is no conversation."""
    if wish.suffix is None and not wish.raw:
        return None
    if wish.images:
        raise UsageError('Cannot use "images" with "raw" or "suffix": only a conversation has images', param="images")

    async def spoken(app: AppModels, entry: Entry) -> list[int]:
        if wish.suffix is not None:
            return await between(app, entry, wish.prompt, wish.suffix)
        check_bytes(app.settings, wish.prompt)
        return await tokenized(entry, wish.prompt)

    return spoken


async def _loaded(app: AppModels, model: str, said: Mapping[str, Any]) -> JSONAnswer:
    async with app.library.use(await plain_name(app, model)) as entry:
        return JSONAnswer({"model": entry.name, "created_at": now(), **said, "done": True, "done_reason": "load"})
