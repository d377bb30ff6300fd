"""`Watched`: a stream of chunks whose end is noticed, however it comes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable

__all__ = ("Watched",)


class Watched:
    """Yields the chunks of a generator, and calls a function when it is read no more.

    Args:
        chunks: the generator; it is closed first.
        ended: called after the last chunk, after an error, and when the reader gives up; more than once, perhaps.
    """

    def __init__(self, chunks: AsyncGenerator[bytes, None], ended: Callable[[], Awaitable[None]]) -> None:
        self._chunks = chunks
        self._ended = ended

    def __aiter__(self) -> Watched:
        return self

    async def __anext__(self) -> bytes:
        try:
            return await anext(self._chunks)
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Close the generator, and tell of the end."""
        await self._chunks.aclose()
        await self._ended()
