"""`ai.llm.context.*`: contexts of pages, and what they generate (contract b.15)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from oro_ai import settings as keys
from oro_ai.routes.service_parts import Parts
from oro_framework.errors import InvalidArgument
from oro_framework.service import route
from oro_framework.types import Call, EventStream, Response, ServerEvent

if TYPE_CHECKING:
    from oro_ai.engine.job import Sampling
    from oro_ai.models.contexts import PageContext
    from oro_ai.models.generation import Wanted

__all__ = ("ContextRoutes", "separated", "shown")

MAX_DUMP = 256 << 20
SEPARATOR = "\x01"
"""Between antiprompts."""


class ContextRoutes(Parts):
    """What is asked about contexts."""

    @route("ai.llm.context.create", permission="ai", deadline=0)
    async def create_context(
        self,
        call: Call,
        *,
        model: str,
        id: str = "",
        size: int = 0,
        temp: float | None = None,
        minP: float | None = None,
        topK: int | None = None,
        topP: float | None = None,
    ) -> dict[str, Any]:
        """Make a context of a loaded model, of `size` tokens.

        Raises:
            NotLoaded: the model is not loaded.
            UsageError: the model does not generate, or the id is taken.
            CannotLoad: there is no memory for it.
        """
        if size < 0:
            raise InvalidArgument(f"Cannot make a context of {size} tokens: expected a number of at least 0")
        entry = self.library.required(model)
        sampling = self._sampling(temp, minP, topK, topP)
        with self.library.hold(entry):
            made = await self.contexts.create(entry, call.window, size=size, sampling=sampling, id=id)
        return await shown(made)

    @route("ai.llm.context.destroy", permission="ai")
    def destroy_context(self, call: Call, *, id: str) -> dict[str, Any]:
        """End what a context generates and forget it.

        Raises:
            NoContext: the page has none of that id.
        """
        self.contexts.destroy(self.contexts.required(id, call.window))
        return {}

    @route("ai.llm.context.info", permission="ai")
    async def context_info(self, call: Call, *, id: str) -> dict[str, Any]:
        """Return how a context was made and how much of it is used.

        Raises:
            NoContext: the page has none of that id.
        """
        return await shown(self.contexts.required(id, call.window))

    @route("ai.llm.context.stats", permission="ai")
    async def context_stats(self, call: Call, *, id: str) -> dict[str, Any]:
        """Return the same as `ai.llm.context.info`."""
        return await shown(self.contexts.required(id, call.window))

    @route("ai.llm.context.dump", permission="ai", deadline=0)
    async def dump_context(self, call: Call, *, id: str) -> Response:
        """Return what a context has read, as bytes for `ai.llm.context.restore`.

        Raises:
            NoContext: the page has none of that id.
            Busy: it is generating.
        """
        data = await self.contexts.dump(self.contexts.required(id, call.window))
        return Response(body=data, headers=[("content-type", "application/octet-stream")])

    @route("ai.llm.context.restore", permission="ai", deadline=0, max_body=MAX_DUMP)
    async def restore_context(self, call: Call, *, id: str) -> dict[str, Any]:
        """Let a context have read what it, or one like it, had read when the body was dumped.

        Raises:
            NoContext: the page has none of that id.
            InvalidArgument: the body is no dump, of another model, read with other adapters than are attached, or more
                than the context holds.
            Busy: it is generating.
        """
        await self.contexts.restore(self.contexts.required(id, call.window), call.body)
        return {}

    @route("ai.llm.context.generate", permission="ai", deadline=0)
    async def generate(
        self, call: Call, *, id: str, prompt: str = "", antiprompts: str = "", maxTokens: int | None = None
    ) -> EventStream:
        """Continue a prompt and answer with server-sent events as tokens come: `{"text": …}`, at last
        `{"reason", "usage"}`. If cancelled, it stops before the next token.

        Args:
            call: the call; its body is the prompt where none is given.
            id: the context's.
            prompt: all that is to be continued; what the context has read of it already is not read again.
            antiprompts: texts before which it ends, with U+0001 between them.
            maxTokens: the configured number when left out; -1 for as many as the context holds.

        Raises:
            NoContext: the page has none of that id.
            PromptTooLong: the prompt is over `ai_llm_max_prompt_bytes`.
            ContextExceeded: the context does not hold the prompt.
        """
        from oro_ai.api.prompts import tokenized

        context = self.contexts.required(id, call.window)
        text = self._prompt(call, prompt)
        self.check_prompt(text)
        tokens = await tokenized(context.entry, text)
        return EventStream(self._generated(context, self.wanted(context, tokens, separated(antiprompts), maxTokens)))

    def check_prompt(self, text: str) -> None:
        """Refuse a prompt that is over the limit.

        Raises:
            PromptTooLong: it is.
        """
        from oro_ai.api.prompts import check_bytes

        check_bytes(self.host.settings, text)

    def wanted(self, context: PageContext, tokens: Sequence[int], stop: tuple[str, ...], asked: int | None) -> Wanted:
        """Return the sequence a context is to generate.

        Args:
            context: the context.
            tokens: of the prompt.
            stop: texts before which it ends.
            asked: most tokens; None is the configured number, below 0 as many as the context holds.

        Raises:
            ContextExceeded: the context does not hold the prompt.
        """
        from oro_ai.models.generation import Wanted, room

        words = context.entry.facts.words
        prompt = list(tokens) or [words.begin if words.begin >= 0 else words.end]
        left = room(context.entry, prompt, context.size)
        settings = self.host.settings
        most = settings[keys.DEFAULT_MAX_TOKENS] if asked is None else left if asked < 0 else max(asked, 1)
        return Wanted(
            prompt=prompt,
            max_tokens=min(most, left, settings[keys.HARD_MAX_TOKENS] or left),
            sampling=context.sampling,
            stop=stop,
            adapters=tuple(context.adapters.values()),
        )

    async def _generated(self, context: PageContext, wanted: Wanted) -> AsyncIterator[ServerEvent]:
        from oro_ai.engine.job import Done, Piece
        from oro_ai.models.generation import Generation

        async with AsyncExitStack() as stack:
            stack.enter_context(self.library.hold(context.entry))
            generation = await stack.enter_async_context(Generation(context.entry, [wanted], context.generator))
            async for events in generation:
                text = "".join(told.text for _, told in events if isinstance(told, Piece))
                if text:
                    yield ServerEvent(json.dumps({"text": text}, ensure_ascii=False))
                for done in [told for _, told in events if isinstance(told, Done)]:
                    counts = {"prompt": done.prompt_tokens, "cached": done.cached_tokens}
                    used = {**counts, "completion": done.completion_tokens}
                    yield ServerEvent(json.dumps({"reason": done.reason, "stop": done.stop, "usage": used}))

    def _prompt(self, call: Call, prompt: str) -> str:
        return prompt or call.body.decode("utf-8", "replace")

    def _sampling(self, temp: float | None, min_p: float | None, top_k: int | None, top_p: float | None) -> Sampling:
        from oro_ai.engine.job import Sampling

        settings = self.host.settings
        return Sampling(
            temperature=max(settings[keys.DEFAULT_TEMPERATURE] if temp is None else temp, 0.0),
            top_k=max(settings[keys.DEFAULT_TOP_K] if top_k is None else top_k, 0),
            top_p=settings[keys.DEFAULT_TOP_P] if top_p is None else top_p,
            min_p=settings[keys.DEFAULT_MIN_P] if min_p is None else min_p,
        )


def separated(antiprompts: str) -> tuple[str, ...]:
    """Return antiprompts one by one."""
    return tuple(part for part in antiprompts.split(SEPARATOR) if part)


async def shown(context: PageContext) -> dict[str, Any]:
    """Return what pages are told of a context."""
    sampling = context.sampling
    return {
        "id": context.id,
        "size": context.size,
        "used": await context.used(),
        "model": context.entry.id,
        "lora": [{"id": one.id, "scale": one.scale} for one in context.adapters.values()],
        "options": {
            "size": context.size,
            "minP": sampling.min_p,
            "temp": sampling.temperature,
            "topK": sampling.top_k,
            "topP": sampling.top_p,
        },
    }
