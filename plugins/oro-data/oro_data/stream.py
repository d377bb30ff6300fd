"""Iterators as streams of frames.

    8 bytes   length of a record, little-endian
    record    a frame or JSON: `{"data": …}` for each value, `{"err": …}` for the error that ends the stream

A record of length 0 ends a stream that is whole.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from typing import Any, TypeGuard

from anyio import CancelScope, to_thread
from msgspec import Raw

from oro_data.frame import Buffer
from oro_framework.errors import HandlerFailed, OroError

__all__ = ("STREAM_TYPE", "Values", "is_stream", "records")

STREAM_TYPE = "application/vnd.oro.data-stream"
Values = AsyncIterable[Any] | Iterator[Any]
Encode = Callable[[Any], "list[Buffer] | Raw"]

_log = logging.getLogger("oro.data")
_END = bytes(8)


def is_stream(value: Any) -> TypeGuard[Values]:
    """Return whether a route's result comes piece by piece: an iterator, such as a reader of Arrow batches."""
    return isinstance(value, AsyncIterable | Iterator)


async def records(values: Values, encode: Encode) -> AsyncIterator[bytes]:
    """Yield the records of a stream; iterators that are not async are stepped in a thread, one step at a time.

    Args:
        values: what the route returned; closed at the end where it can be.
        encode: makes a frame or JSON.
    """
    source = values if isinstance(values, AsyncIterable) else _stepped(values)
    try:
        async for value in source:
            yield _record(await to_thread.run_sync(encode, {"data": value}))
    except Exception as error:
        yield _record(encode({"err": _told(error).as_err()}))
    else:
        yield _END
    finally:
        if (aclose := getattr(source, "aclose", None)) is not None:
            with CancelScope(shield=True):
                await aclose()


async def _stepped(values: Iterator[Any]) -> AsyncIterator[Any]:
    ended = object()
    try:
        while (value := await to_thread.run_sync(next, values, ended)) is not ended:
            yield value
    finally:
        if (close := getattr(values, "close", None)) is not None:
            await to_thread.run_sync(close)


def _record(frame: list[Buffer] | Raw) -> bytes:
    pieces = [bytes(frame)] if isinstance(frame, Raw) else frame
    length = sum(memoryview(piece).nbytes for piece in pieces)
    return b"".join([length.to_bytes(8, "little"), *pieces])


def _told(error: Exception) -> OroError:
    if isinstance(error, OroError):
        return error
    _log.error("Cannot go on with a stream: its iterator raised", exc_info=error)
    return HandlerFailed(f"Cannot go on with a stream: its iterator raised {type(error).__name__}: {error}")
