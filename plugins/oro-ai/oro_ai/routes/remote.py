"""Answer the routes of contexts whose model is an upstream's."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from oro_ai.python.reading import Collected
from oro_ai.routes.continuation import SEPARATOR
from oro_ai.routes.text_stream import TextStream
from oro_ai.upstream.conversations import RemoteContext
from oro_ai.upstream.upstreams import Upstreams
from oro_framework.errors import Busy, OroError
from oro_framework.types import ServerEvent

__all__ = ("answer", "continued")


async def answer(
    upstreams: Upstreams,
    context: RemoteContext,
    said: str | list[dict[str, Any]],
    antiprompts: str,
    most: int | None,
    stream: TextStream,
    *,
    keep: bool,
) -> None:
    """Answer a message, or continue a text, and send it as it comes. If cancelled, the connection is closed.

    Args:
        upstreams: those of the app.
        context: the context.
        said: the message, whose parts may be others than text, or the text.
        antiprompts: texts before which it ends, separated by `SEPARATOR`.
        most: the most tokens.
        stream: takes the text.
        keep: answer a message and keep both in the history; what was said before the answer broke off stays.

    Raises:
        Busy: another answer is under way.
        OroError: no upstream answers, or the one that began to failed.
    """
    if keep and context.answering:
        raise Busy(f'Cannot speak to session "{context.id}": it is answering')
    params = context.params(_stops(antiprompts), most)
    message = {"role": "user", "content": said}
    asked = {**params, "messages": [*context.history, message]} if keep else {**params, "prompt": said}
    collected, ended = Collected(), False
    if keep:
        context.answering = True
        context.messages.append(message)
    try:
        async with aclosing(upstreams.contexts.texts(context, asked, collected)) as texts:
            async for text in texts:
                stream.send(text)
        stream.send("", ended=True)
        ended = True
    finally:
        if not ended:
            stream.send("", ended=True)  # so that no late piece is taken for one of the next answer
        if keep:
            context.answering = False
            _keep(context, collected.answer().text)


async def continued(
    upstreams: Upstreams, context: RemoteContext, text: str, antiprompts: str, most: int | None
) -> AsyncIterator[ServerEvent]:
    """Return the events of a text that is continued, once the first has come.

    Raises:
        OroError: no upstream answers.
    """
    collected = Collected()
    asked = {**context.params(_stops(antiprompts), most), "prompt": text}
    texts = upstreams.contexts.texts(context, asked, collected)
    first = await anext(texts, "")  # an error before it is the answer of the route
    return _events(texts, first, collected)


async def _events(texts: AsyncGenerator[str, None], first: str, collected: Collected) -> AsyncIterator[ServerEvent]:
    async with aclosing(texts):
        try:
            if first:
                yield _text(first)
            async for text in texts:
                yield _text(text)
        except OroError as error:
            yield ServerEvent(json.dumps({"err": error.as_err()}))
            return
        whole = collected.answer()
        used = {"prompt": whole.usage.prompt, "cached": whole.usage.cached, "completion": whole.usage.completion}
        yield ServerEvent(json.dumps({"reason": whole.reason or "stop", "stop": None, "usage": used}))


def _text(text: str) -> ServerEvent:
    return ServerEvent(json.dumps({"text": text}, ensure_ascii=False))


def _stops(antiprompts: str) -> tuple[str, ...]:
    return tuple(part for part in antiprompts.split(SEPARATOR) if part)


def _keep(context: RemoteContext, text: str) -> None:
    """Keep what was answered; a message without any answer is forgotten."""
    if text:
        context.messages.append({"role": "assistant", "content": text})
    else:
        context.messages.pop()
