"""The endpoints `v1/chat/completions`, which answers a conversation, and `apply-template`, which returns its prompt."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack
from typing import Annotated, Any

from msgspec import Meta

from oro_ai.answer import DONE, JSONAnswer, Streamed, event
from oro_ai.api.messages import ChatMessage, plain
from oro_ai.api.options import MOST_TOP, Options
from oro_ai.api.request import Asked, converted
from oro_ai.api.telling import Telling, whole
from oro_ai.api.tools import Choice as ToolMode
from oro_ai.api.tools import Plan, Tool, ToolChoice, planned, shown_call
from oro_ai.api.usage import generated, identity, in_order, timings, usage
from oro_ai.chat.template import chosen, knows, prompt_text
from oro_ai.engine.job import Done
from oro_ai.models.app_models import AppModels
from oro_ai.models.generation import Generation, Wanted
from oro_ai.models.library import Entry
from oro_ai.models.prompts import chat_tokens, check_bytes
from oro_framework.errors import UsageError

__all__ = ("Request", "answer", "completed", "template")


class Conversation(Options, kw_only=True):
    """The fields that describe a conversation."""

    messages: Annotated[list[ChatMessage], Meta(min_length=1)]
    tools: list[Tool] | None = None
    tool_choice: ToolMode | ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    chat_template_kwargs: Mapping[str, Any] | None = None


class Request(Conversation, kw_only=True):
    """A chat request."""

    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=MOST_TOP)] | None = None

    @property
    def likeliest(self) -> int | None:
        """The number of most likely tokens to report; None reports no likelihoods."""
        return (self.top_logprobs or 0) if self.logprobs else None


class TemplateRequest(Conversation, kw_only=True):
    """A request for the prompt a conversation becomes."""

    add_generation_prompt: bool | None = None


async def template(app: AppModels, asked: Asked) -> JSONAnswer:
    """Respond with the prompt that the model's template makes of a conversation.

    Raises:
        InvalidArgument: the model's template refuses it.
        PromptTooLong: the prompt is over `ai_llm_max_prompt_bytes`.
    """
    request = converted(asked, TemplateRequest)
    async with app.library.use(request.model or "") as entry:
        plan = await _planned(entry, request)
        text = _text(app, entry, request, plan, add_generation_prompt=request.add_generation_prompt is not False)
    return JSONAnswer({"prompt": text})


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
    async with app.library.use(request.model or "") as entry:
        plan, prompt = await _read(app, entry, request)
        head = identity("chatcmpl", "chat.completion", entry.name)
        if plan.stub is not None:
            return JSONAnswer({**head, **_stubbed(plan, len(prompt))})
        wanted = await _wanted(app, entry, request, plan, prompt)
        choices = await generated(entry, wanted)
    logprobs = bool(request.logprobs)
    return JSONAnswer(
        {
            **head,
            "choices": [whole(place, choice, plan, logprobs=logprobs) for place, choice in enumerate(choices)],
            "usage": usage((choice.done for choice in choices), request.n or 1),
            "timings": timings(choice.done for choice in choices),
        }
    )


async def _stream(app: AppModels, request: Request) -> AsyncGenerator[bytes, None]:
    async with AsyncExitStack() as stack:
        entry = await stack.enter_async_context(app.library.use(request.model or ""))
        plan, prompt = await _read(app, entry, request)
        head = identity("chatcmpl", "chat.completion.chunk", entry.name)
        if plan.stub is not None:
            telling = Telling(head, plan, 1, logprobs=False)
            delta = {
                "role": "assistant",
                "content": None,
                "tool_calls": [shown_call(plan.stub.name, plan.stub.arguments, 0)],
            }
            yield telling.chunk(0, delta, reason="tool_calls") + DONE
            return
        wanted = await _wanted(app, entry, request, plan, prompt)
        telling = Telling(head, plan, len(wanted), logprobs=bool(request.logprobs))
        ended: dict[int, Done] = {}
        generation = await stack.enter_async_context(Generation(entry, wanted))
        # Sent with the first piece: an error before it can still be sent with its own status.
        begun = telling.begun()
        async for events in generation:
            ended |= {place: told for place, told in events if isinstance(told, Done)}
            if chunks := begun + b"".join(telling.told(place, told) for place, told in events):
                yield chunks
            begun = b""
        if request.include_usage:
            done = in_order(ended)
            yield event({**head, "choices": [], "usage": usage(done, request.n or 1), "timings": timings(done)})
        yield DONE


async def _read(app: AppModels, entry: Entry, request: Request) -> tuple[Plan, list[int]]:
    """Return the plan for the tools, and the tokens of the conversation."""
    plan = await _planned(entry, request)
    if plan.names and request.grammar:
        raise UsageError(
            'Cannot use "grammar" together with "tools": name a schema as "response_format" instead, '
            'or let none be called by "tool_choice": "none"',
            param="grammar",
        )
    return plan, await chat_tokens(entry, _text(app, entry, request, plan) + plan.opened)


async def _wanted(app: AppModels, entry: Entry, request: Request, plan: Plan, prompt: list[int]) -> list[Wanted]:
    return request.wanted(
        app,
        entry,
        prompt,
        request.likeliest,
        plan.grammar if plan.names else await request.grammar_text(),
        trigger=plan.trigger,
        special=bool(plan.names),
    )


async def _planned(entry: Entry, request: Conversation) -> Plan:
    text = chosen(entry.facts, tools=bool(request.tools))
    return await planned(
        request.tools,
        request.tool_choice,
        parallel=request.parallel_tool_calls is not False,
        template=text,
        knows=bool(request.tools) and knows(text, "tools"),
        form=request.form(),
    )


def _text(
    app: AppModels, entry: Entry, request: Conversation, plan: Plan, *, add_generation_prompt: bool = True
) -> str:
    messages = [plain(message) for message in request.messages]
    more = {**(request.chat_template_kwargs or {}), "tools": plan.told or None}
    text = prompt_text(entry.facts, messages, more, add_generation_prompt=add_generation_prompt)
    check_bytes(app.settings, text)
    return text


def _stubbed(plan: Plan, prompt_tokens: int) -> dict[str, Any]:
    """Return the answer of a model whose template has no tools, for a request that requires a call."""
    assert plan.stub is not None
    message = {
        "role": "assistant",
        "content": None,
        "refusal": None,
        "tool_calls": [shown_call(plan.stub.name, plan.stub.arguments)],
    }
    used = {"prompt_tokens": prompt_tokens, "completion_tokens": 0, "total_tokens": prompt_tokens}
    return {
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls"}],
        "usage": used,
    }
