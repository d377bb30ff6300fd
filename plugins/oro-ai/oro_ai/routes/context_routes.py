"""The routes `ai.llm.context.*`: make contexts of pages and generate with them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from oro_ai import settings as keys
from oro_ai.errors import local_only
from oro_ai.models.app_models import AppModels
from oro_ai.routes.continuation import prompt_of, wanted_of
from oro_framework.errors import InvalidArgument
from oro_framework.service import route
from oro_framework.types import Call, EventStream, Response, ServerEvent

if TYPE_CHECKING:
    from oro_ai.engine.job import Sampling
    from oro_ai.models.contexts import PageContext
    from oro_ai.models.generation import Wanted

__all__ = ("ContextRoutes", "shown")

MAX_DUMP = 256 << 20


class ContextRoutes:
    """Make, save and continue contexts."""

    def __init__(self, models: AppModels) -> None:
        self._models = models

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
        """Make a context of a loaded model, of `size` tokens, or of a model of an upstream.

        Raises:
            Unsupported: the model is an upstream's, and a size is named.
            NotLoaded: the model is not loaded.
            UsageError: the model does not generate, or the id is taken.
            CannotLoad: there is no memory for it.
        """
        if size < 0:
            raise InvalidArgument(f"Cannot make a context of {size} tokens: expected a number of at least 0")
        if (targets := self._models.elsewhere(model)) and self._models.upstreams is not None:
            options = {"temp": temp, "minP": minP, "topK": topK, "topP": topP}
            contexts = self._models.upstreams.contexts
            return contexts.create(model, targets, call.window, options, size=size, id=id).shown()
        entry = self._models.library.required(model)
        sampling = self._sampling(temp, minP, topK, topP)
        with self._models.library.hold(entry):
            made = await self._models.contexts.create(entry, call.window, size=size, sampling=sampling, id=id)
        return await shown(made)

    @route("ai.llm.context.destroy", permission="ai")
    def destroy_context(self, call: Call, *, id: str) -> dict[str, Any]:
        """End what a context generates and forget it.

        Raises:
            NoContext: the page has no context of that id.
        """
        if (remote := self._models.remote(id, call.window)) and self._models.upstreams is not None:
            self._models.upstreams.contexts.destroy(remote)
        else:
            self._models.contexts.destroy(self._models.contexts.required(id, call.window))
        return {}

    @route("ai.llm.context.info", permission="ai")
    async def context_info(self, call: Call, *, id: str) -> dict[str, Any]:
        """Return how a context was made and how much of it is used.

        Raises:
            NoContext: the page has no context of that id.
        """
        return await self._shown(id, call)

    @route("ai.llm.context.stats", permission="ai")
    async def context_stats(self, call: Call, *, id: str) -> dict[str, Any]:
        """Return the same as `ai.llm.context.info`."""
        return await self._shown(id, call)

    @route("ai.llm.context.dump", permission="ai", deadline=0)
    async def dump_context(self, call: Call, *, id: str) -> Response:
        """Return the cache of a context, as bytes for `ai.llm.context.restore`.

        Raises:
            NoContext: the page has no context of that id.
            Busy: it is generating.
            Unsupported: its model is an upstream's.
        """
        self._refuse("dump", id, call)
        data = await self._models.contexts.dump(self._models.contexts.required(id, call.window))
        return Response(body=data, headers=[("content-type", "application/octet-stream")])

    @route("ai.llm.context.restore", permission="ai", deadline=0, max_body=MAX_DUMP)
    async def restore_context(self, call: Call, *, id: str) -> dict[str, Any]:
        """Restore the cache that the body holds, a dump of this context or one of the same model.

        Raises:
            NoContext: the page has no context of that id.
            InvalidArgument: the body is no dump, of another model, read with other adapters than are attached, or more
                than the context holds.
            Busy: it is generating.
            Unsupported: its model is an upstream's.
        """
        self._refuse("restore", id, call)
        await self._models.contexts.restore(self._models.contexts.required(id, call.window), call.body)
        return {}

    @route("ai.llm.context.generate", permission="ai", deadline=0)
    async def generate(
        self, call: Call, *, id: str, prompt: str = "", antiprompts: str = "", maxTokens: int | None = None
    ) -> EventStream:
        """Continue a prompt and answer with server-sent events as tokens come: `{"text": …}`, at last
        `{"reason", "usage"}`, or `{"err"}` where an upstream failed. If cancelled, it stops before the next token.

        Args:
            call: the call; its body is the prompt if there is no `prompt`.
            id: the context's.
            prompt: the whole text to continue; the part in the context's cache is not computed again.
            antiprompts: texts before which generation ends, separated by U+0001.
            maxTokens: the configured number when left out; -1 for as many as the context holds.

        Raises:
            NoContext: the page has no context of that id.
            PromptTooLong: the prompt is over `ai_llm_max_prompt_bytes`.
            ContextExceeded: the context does not hold the prompt.
        """
        from oro_ai.models.prompts import check_bytes, tokenized  # not with the app's start

        if (remote := self._models.remote(id, call.window)) and self._models.upstreams is not None:
            from oro_ai.routes.remote import continued  # only where an app has upstreams

            text = prompt_of(call, prompt)
            return EventStream(await continued(self._models.upstreams, remote, text, antiprompts, maxTokens))
        context = self._models.contexts.required(id, call.window)
        text = prompt_of(call, prompt)
        check_bytes(self._models.settings, text)
        tokens = await tokenized(context.entry, text)
        return EventStream(
            self._generated(context, wanted_of(self._models.settings, context, tokens, antiprompts, maxTokens))
        )

    async def _shown(self, id: str, call: Call) -> dict[str, Any]:
        remote = self._models.remote(id, call.window)
        return remote.shown() if remote else await shown(self._models.contexts.required(id, call.window))

    def _refuse(self, what: str, id: str, call: Call) -> None:
        if remote := self._models.remote(id, call.window):
            raise local_only(f'{what} context "{id}"', remote.upstream)

    async def _generated(self, context: PageContext, wanted: Wanted) -> AsyncIterator[ServerEvent]:
        from oro_ai.engine.job import Done, Piece  # not with the app's start
        from oro_ai.models.generation import Generation

        async with AsyncExitStack() as stack:
            stack.enter_context(self._models.library.hold(context.entry))
            generation = await stack.enter_async_context(Generation(context.entry, [wanted], context.generator))
            async for events in generation:
                text = "".join(told.text for _, told in events if isinstance(told, Piece))
                if text:
                    yield ServerEvent(json.dumps({"text": text}, ensure_ascii=False))
                for done in [told for _, told in events if isinstance(told, Done)]:
                    counts = {"prompt": done.prompt_tokens, "cached": done.cached_tokens}
                    used = {**counts, "completion": done.completion_tokens}
                    yield ServerEvent(json.dumps({"reason": done.reason, "stop": done.stop, "usage": used}))

    def _sampling(self, temp: float | None, min_p: float | None, top_k: int | None, top_p: float | None) -> Sampling:
        from oro_ai.engine.job import Sampling  # not with the app's start

        settings = self._models.settings
        return Sampling(
            temperature=max(settings[keys.DEFAULT_TEMPERATURE] if temp is None else temp, 0.0),
            top_k=max(settings[keys.DEFAULT_TOP_K] if top_k is None else top_k, 0),
            top_p=settings[keys.DEFAULT_TOP_P] if top_p is None else top_p,
            min_p=settings[keys.DEFAULT_MIN_P] if min_p is None else min_p,
        )


async def shown(context: PageContext) -> dict[str, Any]:
    """Return the description of a context for pages."""
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
