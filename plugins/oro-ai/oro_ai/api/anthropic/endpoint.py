"""The endpoints `v1/messages`, which answers a conversation, and `v1/messages/count_tokens`."""

from __future__ import annotations

import secrets
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from oro_ai.answer import JSONAnswer, Streamed, kind_of, named_event
from oro_ai.api.answering import answering
from oro_ai.api.anthropic.message import Message
from oro_ai.api.anthropic.request import Counted, Messages
from oro_ai.api.conversation import Request, prompt_of
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_framework.errors import OroError

__all__ = ("answer", "count", "failure", "failure_event")

_KINDS = {"server_error": "api_error", "not_supported_error": "invalid_request_error"}


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Answer a conversation.

    Raises:
        OroError: the request is refused.
    """
    wish = converted(asked, Messages)
    request = wish.request()
    if wish.stream:
        return Streamed(_stream(app, request), failed=failure_event)
    async with answering(app, request) as answer:
        message = Message(answer.model)
        async for events in answer:
            for told in events:
                message.told(told)
    return JSONAnswer(message.whole())


async def count(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the number of tokens of a conversation.

    Raises:
        OroError: the request is refused.
    """
    request = converted(asked, Counted).request()
    async with app.library.use(request.model or "") as entry:
        _, prompt = await prompt_of(app, entry, request)
        tokens = (await prompt.tokens(entry)).tokens
    return JSONAnswer({"input_tokens": len(tokens)})


def failure(error: OroError) -> Mapping[str, Any]:
    """Return an error in Anthropic's shape."""
    kind = kind_of(error)
    told = {"type": _KINDS.get(kind, kind), "message": error.message, "param": error.details.get("param")}
    return {"type": "error", "error": told, "request_id": f"req_{secrets.token_hex(12)}"}


def failure_event(error: OroError) -> bytes:
    """Return the last event of a stream that failed."""
    return named_event(failure(error))


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with answering(app, request) as answer:
        message = Message(answer.model)
        begun = named_event(message.begun(answer.prompt_tokens))
        async for events in answer:
            chunks = begun + b"".join(named_event(event) for told in events for event in message.told(told))
            if chunks:
                yield chunks
            begun = b""
