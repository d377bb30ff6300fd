"""Calls of routes that run on asyncio, and the streams they answer with."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

import trio
from msgspec.structs import replace

from oro_framework.host.requests.answer import CLOSE_DEADLINE
from oro_framework.types import AsyncioLoop, ByteStream, EventStream

__all__ = ("called",)

T = TypeVar("T")


async def called(loop: AsyncioLoop, handler: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Call a handler on asyncio, and return its result; a stream of it is read there, piece by piece."""
    result = await loop.run(handler)
    if isinstance(result, ByteStream):
        return replace(result, chunks=_carried(loop, result.chunks))
    if isinstance(result, EventStream):
        return replace(result, events=_carried(loop, result.events))
    if isinstance(result, AsyncIterator):
        return _carried(loop, result)
    return result


async def _carried(loop: AsyncioLoop, source: AsyncIterable[T]) -> AsyncIterator[T]:
    """Yield what an iterable of asyncio has; closing this iterator closes it, on asyncio."""
    iterator = source.__aiter__()
    ended = object()

    async def following() -> Any:
        return await anext(iterator, ended)

    async def close() -> None:
        if (aclose := getattr(iterator, "aclose", None)) is not None:
            await aclose()

    try:
        while (item := await loop.run(following)) is not ended:
            yield item
    finally:
        with trio.CancelScope(shield=True, deadline=trio.current_time() + CLOSE_DEADLINE):
            await loop.run(close)
