"""The routes `ai.chat.*`: conversations with a context, whose text is sent as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oro_ai.models.app_models import AppModels
from oro_ai.routes.continuation import content_of, prompt_of, shown_of, wanted_of
from oro_ai.routes.text_stream import Ending, TextStream
from oro_ai.settings import MAX_MEDIA_BODY
from oro_framework.errors import Busy, NotFound, UsageError
from oro_framework.service import route
from oro_framework.types import Call, Host, Window

if TYPE_CHECKING:
    from oro_ai.models.contexts import PageContext
    from oro_ai.models.generation import Wanted
    from oro_ai.upstream.conversations import RemoteContext

__all__ = ("ChatRoutes",)


class ChatRoutes:
    """Conversations; each has the id of its context."""

    def __init__(self, host: Host, models: AppModels) -> None:
        self._host = host
        self._models = models

    @route("ai.chat.session.message", permission="ai", deadline=0, max_body=MAX_MEDIA_BODY)
    async def message(
        self,
        call: Call,
        *,
        id: str,
        prompt: str = "",
        antiprompts: str = "",
        maxTokens: int | None = None,
        parts: bool = False,
    ) -> dict[str, Any]:
        """Send a message, and stream the answer until it ends. If cancelled, the answer ends there,
        and the part generated so far stays in the history.

        Args:
            call: the call; its body is the message if there is no `prompt`.
            id: the context's.
            prompt: the message.
            antiprompts: texts before which the answer ends, with U+0001 between them.
            maxTokens: the configured number when left out; -1 for as many as the context holds.
            parts: whether the body is an array of parts, as the content of a message to `v1/chat/completions`: texts,
                images and audio.

        Raises:
            NotFound: the page has no context of that id.
            Unsupported: the model reads no images, or no audio.
            InvalidArgument: a part is malformed, or its file cannot be read.
            TooLarge: a part is too large.
            Busy: another answer is under way.
            ContextExceeded: the context does not hold the conversation.
        """
        if remote := self._models.remote(id, call.window):
            return await self._remote(call, remote, content_of(call, prompt, parts), antiprompts, maxTokens, "eog")
        session, window = self._session(id, call), self._page(call)
        if session.answering:
            raise Busy(f'Cannot speak to session "{id}": it is answering')
        said = {"role": "user", "content": content_of(call, prompt, parts)}
        session.answering, answer = True, list[str]()
        session.messages.append(said)
        try:
            wanted = await self._answer_of(session, antiprompts, maxTokens)
            await self._tell(session, wanted, TextStream(self._host, window, id, call.route, "eog"), answer)
        finally:
            session.answering = False
            if any(answer):
                session.messages.append({"role": "assistant", "content": "".join(answer)})
            else:
                session.messages.pop()
        return {}

    @route("ai.chat.session.generate", permission="ai", deadline=0)
    async def generate_text(
        self, call: Call, *, id: str, prompt: str = "", antiprompts: str = "", maxTokens: int | None = None
    ) -> dict[str, Any]:
        """Continue a text without changing the history, and send it as it comes. Otherwise the same as
        `ai.chat.session.message`.

        Raises:
            NotFound: the page has no context of that id.
            ContextExceeded: the context does not hold the text.
        """
        if remote := self._models.remote(id, call.window):
            return await self._remote(call, remote, prompt_of(call, prompt), antiprompts, maxTokens, "complete")
        session, window = self._session(id, call), self._page(call)
        wanted = await self._wanted_of(session, prompt_of(call, prompt), antiprompts, maxTokens)
        await self._tell(session, wanted, TextStream(self._host, window, id, call.route, "complete"), [])
        return {}

    @route("ai.chat.session.system", permission="ai")
    def system(self, call: Call, *, id: str, prompt: str = "") -> dict[str, Any]:
        """Set the system prompt of a conversation, from the next answer on.

        Args:
            call: the call; its body is the system prompt if there is no `prompt`.
            id: the context's.
            prompt: the system prompt, in place of the one before; empty removes it.

        Raises:
            NotFound: the page has no context of that id.
            PromptTooLong: it is over `ai_llm_max_prompt_bytes`.
        """
        from oro_ai.models.prompts import check_bytes  # not with the app's start

        session = self._models.remote(id, call.window) or self._session(id, call)
        text = prompt_of(call, prompt)
        check_bytes(self._models.settings, text)
        session.system = text
        return {}

    @route("ai.chat.session.history", permission="ai")
    def history(self, call: Call, *, id: str) -> list[dict[str, str]]:
        """Return the system prompt and the messages since, each as `{role, content}`, without images and audio.

        Raises:
            NotFound: the page has no context of that id.
        """
        told = (self._models.remote(id, call.window) or self._session(id, call)).history
        return [{"role": one["role"], "content": shown_of(one["content"])} for one in told]

    @route("ai.chat.list", permission="ai")
    def sessions(self, call: Call) -> list[dict[str, Any]]:
        """Return the conversations of the page, one for each of its contexts."""
        mine = [context for context in self._models.contexts if context.window is call.window]
        here = [{"id": one.id, "model": one.entry.id, "messages": len(one.messages)} for one in mine]
        upstreams = self._models.upstreams
        there = [one for one in upstreams.contexts if one.window is call.window] if upstreams is not None else []
        return [*here, *({"id": one.id, "model": one.model, "messages": len(one.messages)} for one in there)]

    @route("ai.chat.completions", permission="ai", deadline=0, max_body=MAX_MEDIA_BODY)
    async def completions(self, call: Call) -> dict[str, Any]:
        """Return a whole answer to a conversation, as the endpoint `v1/chat/completions`. If cancelled, it ends there.

        Args:
            call: the call; its body is the endpoint's request.

        Raises:
            OroError: the endpoint refuses the request.
            UsageError: the request asks for a stream, which only the endpoint supports.
        """
        from oro_ai.answer import JSONAnswer  # not with the app's start
        from oro_ai.api.asking import answered
        from oro_ai.api.request import Asked, body_params

        asked = Asked("POST", "v1/chat/completions", body_params(call.body), lax=False)
        if asked.params.get("stream") is True:
            raise UsageError('Cannot stream by "ai.chat.completions": fetch the endpoint "v1/chat/completions"')
        with self._models.traffic.admitted(asked.endpoint):
            answer = await answered(self._models, asked)
        assert isinstance(answer, JSONAnswer)
        return dict(answer.data)

    def _session(self, id: str, call: Call) -> PageContext:
        try:
            return self._models.contexts.required(id, call.window)
        except NotFound as error:
            raise NotFound(f'Context does not exist for session "{id}"', id=id) from error

    def _page(self, call: Call) -> Window:
        if call.window is None:
            raise UsageError(f'Cannot answer "{call.route}": the caller is no page, and text goes to pages')
        return call.window

    async def _remote(
        self,
        call: Call,
        context: RemoteContext,
        said: str | list[dict[str, Any]],
        antiprompts: str,
        most: int | None,
        ending: Ending,
    ) -> dict[str, Any]:
        """Answer, or continue a text, with a model of an upstream."""
        from oro_ai.routes.remote import answer  # only where an app has upstreams

        assert self._models.upstreams is not None
        stream = TextStream(self._host, self._page(call), context.id, call.route, ending)
        await answer(self._models.upstreams, context, said, antiprompts, most, stream, keep=ending == "eog")
        return {}

    async def _answer_of(self, session: PageContext, antiprompts: str, most: int | None) -> Wanted:
        from oro_ai.models.prompts import conversation_tokens  # not with the app's start

        read = await conversation_tokens(self._models.settings, session.entry, session.history)
        return wanted_of(self._models.settings, session, read.tokens, antiprompts, most, read.media)

    async def _wanted_of(self, session: PageContext, text: str, antiprompts: str, most: int | None) -> Wanted:
        from oro_ai.models.prompts import chat_tokens, check_bytes  # not with the app's start

        check_bytes(self._models.settings, text)
        tokens = await chat_tokens(session.entry, text)
        return wanted_of(self._models.settings, session, tokens, antiprompts, most)

    async def _tell(self, session: PageContext, wanted: Wanted, stream: TextStream, said: list[str]) -> None:
        from oro_ai.engine.job import Done, Piece  # not with the app's start
        from oro_ai.models.generation import Generation

        ended = False
        try:
            with self._models.library.hold(session.entry):
                async with Generation(session.entry, [wanted], session.generator) as generation:
                    async for events in generation:
                        text = "".join(told.text for _, told in events if isinstance(told, Piece))
                        said.append(text)
                        ended = any(isinstance(told, Done) for _, told in events)
                        if text or ended:
                            stream.send(text, ended=ended)
        finally:
            if not ended:
                # Marks the end of this text, so that the page does not take a late piece for a part of the next answer.
                stream.send("", ended=True)
