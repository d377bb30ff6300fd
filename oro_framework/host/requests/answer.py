"""Apps and answers: what stands behind a scheme is called with a request, and answers it at once or later.

    App      a function of a `Request`: returns its `Answer`, or something to await that gives one
    Wrapper  a function of an `App` that returns another, to look at requests before it and at answers behind it

An app that can answer without waiting does: its answer costs no task. Neither raises for what was asked.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Generator
from typing import Any

import trio
from msgspec import Struct

from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import FileSlice, Head

__all__ = ("Answer", "App", "Body", "Later", "Wrapper", "arrived", "close_source", "discard", "then")

Body = bytes | FileSlice | AsyncIterable[bytes]
"""A whole body; part of an open file, which whoever holds the answer closes; or pieces as they come."""
CLOSE_DEADLINE = 5.0
"""Seconds a source of pieces has to clean up after it was cut off."""


class Answer(Struct):
    """What a request is answered with."""

    head: Head
    body: Body = b""


class Later:
    """An answer that is awaited for a limited time.

    Args:
        work: gives the answer; cancelled when the time is over.
        seconds: the time.
        late: returns the answer of then.
    """

    __slots__ = ("late", "seconds", "work")

    def __init__(self, work: Coroutine[Any, Any, Answer], seconds: float, late: Callable[[], Answer]) -> None:
        self.work = work
        self.seconds = seconds
        self.late = late

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._in_time().__await__()

    async def _in_time(self) -> Answer:
        with trio.move_on_after(self.seconds):
            return await self.work
        return self.late()

    def close(self) -> None:
        """Do not begin."""
        self.work.close()


App = Callable[[Request], Answer | Awaitable[Answer]]
Wrapper = Callable[[App], App]


def then(answer: Answer | Awaitable[Answer], change: Callable[[Answer], Answer]) -> Answer | Awaitable[Answer]:
    """Return the answer changed, now or when it is there."""
    if isinstance(answer, Answer):
        return change(answer)

    return _Changed(answer, change)


class _Changed:
    """An answer that is changed when it is there; closed before it is awaited, so is what it awaits."""

    def __init__(self, answer: Awaitable[Answer], change: Callable[[Answer], Answer]) -> None:
        self._answer = answer
        self._change = change

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._change((yield from self._answer.__await__()))

    def close(self) -> None:
        _close(self._answer)


async def arrived(answer: Answer | Awaitable[Answer]) -> Answer:
    """Wait for an answer that may be there already."""
    return answer if isinstance(answer, Answer) else await answer


async def discard(answer: Answer | Awaitable[Answer]) -> None:
    """Let go of an answer that is not given: close its file or its source, or do not begin to await it."""
    if not isinstance(answer, Answer):
        _close(answer)
    elif isinstance(answer.body, FileSlice):
        os.close(answer.body.fd)
    else:
        await close_source(answer.body)


def _close(answer: Awaitable[Answer]) -> None:
    if (close := getattr(answer, "close", None)) is not None:
        close()


async def close_source(source: object) -> None:
    """Let a source of pieces clean up, also where this task is cancelled, for at most five seconds."""
    if (close := getattr(source, "aclose", None)) is not None:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE):
            await close()
