"""Apps and answers: the app of a scheme is called with each request, and answers it at once or later.

    App      a function of a `Request`: returns its `Answer`, or something to await that gives one
    Wrapper  a function that takes an `App` and returns another, which sees requests before it and answers after it

An app that can answer without waiting returns the answer itself, which costs no task. A bad request is no exception:
it is answered with an error.
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
"""A whole body; part of an open file, closed by the code that holds the answer; or an iterable of pieces."""
CLOSE_DEADLINE = 5.0
"""Seconds that a source of pieces may take to clean up once it is closed."""


class Answer(Struct):
    """The answer to one request: its head and its body."""

    head: Head
    body: Body = b""


class Later:
    """An answer that is awaited for a limited time.

    Args:
        work: returns the answer; cancelled when the time is over.
        seconds: the time.
        late: returns the answer to give when `work` was cancelled.
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
        """Close the coroutine without running it."""
        self.work.close()


App = Callable[[Request], Answer | Awaitable[Answer]]
Wrapper = Callable[[App], App]


def then(answer: Answer | Awaitable[Answer], change: Callable[[Answer], Answer]) -> Answer | Awaitable[Answer]:
    """Apply a function to an answer, at once if there is one, else when it arrives."""
    if isinstance(answer, Answer):
        return change(answer)

    return _Changed(answer, change)


class _Changed:
    """An awaited answer with a change applied to it; closing this one closes the awaited one."""

    def __init__(self, answer: Awaitable[Answer], change: Callable[[Answer], Answer]) -> None:
        self._answer = answer
        self._change = change

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._change((yield from self._answer.__await__()))

    def close(self) -> None:
        _close(self._answer)


async def arrived(answer: Answer | Awaitable[Answer]) -> Answer:
    """Return an answer, awaiting it if it is not there yet."""
    return answer if isinstance(answer, Answer) else await answer


async def discard(answer: Answer | Awaitable[Answer]) -> None:
    """Release an answer that is not sent: close its file or its source, or close it before it is awaited."""
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
    """Close a source of pieces and wait for its cleanup, at most five seconds, even in a cancelled task."""
    if (close := getattr(source, "aclose", None)) is not None:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE):
            await close()
