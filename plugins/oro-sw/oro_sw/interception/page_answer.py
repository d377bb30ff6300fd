"""The answer a page gets of a worker: whole, a file, or in pieces, with errors in headers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Self

import anyio

from oro_framework.errors import TimedOut
from oro_framework.requests import Answer, Head
from oro_framework.types import Headers, Host
from oro_sw.answers.bodies import Body
from oro_sw.answers.fetch_event import Outcome, Refused, WorkerAnswer
from oro_sw.errors import WorkerGone

__all__ = ("answer_by",)

SOURCE = ("runtime-response-source", "serviceworker")
NETWORK_ERROR = ("runtime-response-error", "network")
"""An answer with this header is a network error: fetch() of the page rejects."""
BODY_ERROR = ("runtime-response-error", "body")
"""The answer is that of the header `runtime-response-head`, its body an error."""
OPAQUE = ("runtime-response-type", "opaque")
"""fetch() of the page must not look into the answer."""
LATE = 0.05
"""Seconds after which the head is sent without anything of the body."""


async def answer_by(
    answering: AbstractAsyncContextManager[Outcome],
    host: Host,
    change: Callable[[WorkerAnswer | Refused], WorkerAnswer | Refused] = lambda outcome: outcome,
    more: Headers = (),
) -> Answer | None:
    """Return what a worker answers, or None when it leaves the request alone.

    Args:
        answering: gives the worker's outcome; left once the whole body is read.
        host: logs workers that take too long.
        change: may replace the outcome.
        more: headers added where the worker did not name them itself.
    """
    async with AsyncExitStack() as stack:
        try:
            outcome = await stack.enter_async_context(answering)
        except TimedOut as error:
            host.log.warning("%s", error.message)
            return _ended(408, error.message, SOURCE)
        return None if outcome is None else await _given(change(outcome), stack, more)


async def _given(said: WorkerAnswer | Refused, stack: AsyncExitStack, more: Headers) -> Answer:
    if isinstance(said, Refused):
        return _ended(502, "The service worker answered with a network error", SOURCE, NETWORK_ERROR, *more)
    headers = [(name.lower(), value) for name, value in said.headers]
    names = {name for name, _ in headers}
    headers += [pair for pair in more if pair[0] not in names]
    if said.sealed:
        headers.append(OPAQUE)
    head = Head(said.head.status, (*headers, SOURCE))
    body = said.take()
    return await _in_pieces(body, head, stack, more) if isinstance(body, Body) else Answer(head, body)


async def _in_pieces(body: Body, head: Head, stack: AsyncExitStack, more: Headers) -> Answer:
    """Wait a little for the first piece, so that a failure before it shows in the head."""
    stack.callback(body.drop)
    first: bytes | None = b""
    try:
        with anyio.move_on_after(LATE):
            first = await anext(body, None)
    except WorkerGone as error:
        intended = ("runtime-response-head", json.dumps([head.status, head.headers]))
        return _ended(502, error.message, SOURCE, BODY_ERROR, intended, *more)
    return Answer(head) if first is None else Answer(head, _Pieces(first, body, stack.pop_all()))


class _Pieces(AsyncIterator[bytes]):
    """A body, and a stack that is closed after its last piece."""

    def __init__(self, first: bytes, body: Body, stack: AsyncExitStack) -> None:
        self._first = first
        self._body = body
        self._stack = stack

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        first, self._first = self._first, b""
        return first or await anext(self._body)

    async def aclose(self) -> None:
        await self._stack.aclose()


def _ended(status: int, text: str, *headers: tuple[str, str]) -> Answer:
    # Without a type, an engine takes the answer of a frame for a download.
    return Answer(Head(status, (("content-type", "text/plain; charset=utf-8"), *headers)), text.encode())
