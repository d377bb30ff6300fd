"""`AnswerStream`, an answer as it comes, whichever loop asks for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self

from oro_ai.python.answer import Answer
from oro_ai.python.reading import Collected, events_of

__all__ = ("AnswerStream",)

Run = Callable[..., Awaitable[Any]]
Soon = Callable[[Callable[[], Awaitable[None]]], None]


class AnswerStream:
    """The pieces of an answer, as they come. Leaving the loop, or the block, ends the generation.

        async for text in ai.stream("Why is the sky blue?"):
            print(text, end="")

    Args:
        pieces: yields the events of the answer; closing it ends the generation.
        run: runs an async function where the models are.
        soon: has an async function run there.
    """

    def __init__(self, pieces: Callable[[], AsyncGenerator[bytes, None]], run: Run, soon: Soon) -> None:
        self._collected = Collected()
        self._texts = _read(pieces, self._collected)
        self._run = run
        self._soon = soon
        self._ended = False

    @property
    def answer(self) -> Answer:
        """The answer as far as it has come; after the last piece the whole answer, with why it ended and its tokens."""
        return self._collected.answer()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        """Wait for the next piece of text.

        Raises:
            OroError: the request is refused, or the generation failed; that of an upstream names it.
        If cancelled, the generation ends.
        """
        text = await self._run(self._next)
        if text is None:
            raise StopAsyncIteration
        return str(text)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the generation, if it has not ended."""
        await self._run(self._close)

    async def whole(self) -> Answer:
        """Wait for the rest, and return the whole answer. It raises as the loop does."""
        async for _ in self:
            pass
        return self.answer

    def __del__(self) -> None:
        if not self._ended:
            self._soon(self._texts.aclose)

    async def _next(self) -> str | None:
        try:
            return await anext(self._texts)
        except StopAsyncIteration:
            self._ended = True
            return None
        except BaseException:
            self._ended = True
            raise

    async def _close(self) -> None:
        self._ended = True
        await self._texts.aclose()


async def _read(pieces: Callable[[], AsyncGenerator[bytes, None]], collected: Collected) -> AsyncGenerator[str, None]:
    async with aclosing(pieces()) as chunks:
        async for chunk in chunks:
            if text := "".join(map(collected.add, events_of(chunk))):
                yield text
