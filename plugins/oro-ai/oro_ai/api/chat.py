"""The endpoints `v1/chat/completions`, which answers a conversation, and `apply-template`, which returns its prompt."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from oro_ai.answer import DONE, JSONAnswer, Streamed, event
from oro_ai.api.answering import answered, answering
from oro_ai.api.conversation import Request, prompt_of
from oro_ai.api.request import Asked, converted
from oro_ai.api.telling import Telling, whole
from oro_ai.api.usage import identity, in_order, timings, usage
from oro_ai.engine.job import Done
from oro_ai.models.app_models import AppModels

__all__ = ("Request", "answer", "completed", "template")


async def template(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the prompt that the model's template makes of a conversation.

    Raises:
        InvalidArgument: the model's template refuses it.
        PromptTooLong: the prompt is over `ai_llm_max_prompt_bytes`.
    """
    request = converted(asked, Request)
    async with app.library.use(request.model or "") as entry:
        plan, prompt = await prompt_of(app, entry, request)
    return JSONAnswer({"prompt": prompt.text.removesuffix(plan.opened)})


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | Streamed:
    """Answer a conversation.

    Raises:
        OroError: the request is refused.
    """
    request = converted(asked, Request)
    if request.stream:
        return Streamed(_stream(app, request))
    return await completed(app, request)


async def completed(app: AppModels, request: Request) -> JSONAnswer:
    """Return the whole answer to a conversation.

    Raises:
        OroError: the request is refused.
    """
    found = await answered(app, request)
    logprobs = bool(request.logprobs)
    return JSONAnswer(
        {
            **identity("chatcmpl", "chat.completion", found.model),
            "choices": [whole(place, choice, logprobs=logprobs) for place, choice in enumerate(found.choices)],
            "usage": usage((choice.done for choice in found.choices), request.n or 1),
            "timings": timings(choice.done for choice in found.choices),
        }
    )


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with answering(app, request) as answer:
        head = identity("chatcmpl", "chat.completion.chunk", answer.model)
        telling = Telling(head, answer.count, logprobs=bool(request.logprobs))
        ended: dict[int, Done] = {}
        # Sent with the first piece: an error before it can still be sent with its own status.
        begun = telling.begun()
        async for events in answer:
            ended |= {told.place: told.done for told in events if told.done is not None}
            if chunks := begun + b"".join(map(telling.told, events)):
                yield chunks
            begun = b""
        if request.include_usage:
            done = in_order(ended)
            yield event({**head, "choices": [], "usage": usage(done, request.n or 1), "timings": timings(done)})
        yield DONE
