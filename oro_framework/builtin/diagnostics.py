"""Looking inside: `diagnostics.query`, and streams with a known shape to test transports with (contract b.7)."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any, cast

import anyio

from oro_framework.errors import InvalidArgument
from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, EventStream, Host, ServerEvent

__all__ = ("oro_routes",)

MAX_COUNT = 256
MAX_CHUNK = 64 * 1024
MAX_TOTAL = 4 * 1024 * 1024
MAX_INTERVAL = 1000


@route("diagnostics.stream.sse")
async def stream_sse(call: Call, count: int = 10, interval: int = 100, name: str = "message") -> EventStream:
    """Send `count` server-sent events, one every `interval` milliseconds."""
    _within(call, "count", count, 1, MAX_COUNT)
    _within(call, "interval", interval, 0, MAX_INTERVAL)

    async def events() -> AsyncIterator[ServerEvent]:
        for number in range(count):
            if number:
                await anyio.sleep(interval / 1000)
            yield ServerEvent(data=f'{{"index":{number},"count":{count}}}', name=name)

    return EventStream(events())


@route("diagnostics.stream.chunks")
async def stream_chunks(call: Call, chunks: int = 10, chunkSize: int = 1024, interval: int = 0) -> ByteStream:
    """Send `chunks` blocks of `chunkSize` bytes, one every `interval` milliseconds."""
    _within(call, "chunks", chunks, 1, MAX_COUNT)
    _within(call, "chunkSize", chunkSize, 1, MAX_CHUNK)
    _within(call, "interval", interval, 0, MAX_INTERVAL)
    if chunks * chunkSize > MAX_TOTAL:
        raise InvalidArgument(f'Cannot call "{call.route}": {chunks} × {chunkSize} bytes are over {MAX_TOTAL}')

    async def blocks() -> AsyncIterator[bytes]:
        for number in range(chunks):
            if number:
                await anyio.sleep(interval / 1000)
            yield bytes([number % 256]) * chunkSize

    return ByteStream(blocks())


@route("diagnostics.capabilities")
def capabilities(call: Call) -> dict[str, Any]:
    """Tell whether streams arrive piece by piece in this engine."""
    incremental = bool(cast(Any, call.host).streams_incrementally)
    return {"streaming": {"sseIncremental": incremental, "chunkedIncremental": incremental}}


@route("diagnostics.query")
def query(call: Call) -> dict[str, Any]:
    """Return live handles of the host and of every service, and what the loop is doing."""
    host = cast(Any, call.host)
    answer: dict[str, Any] = {
        "queuedResponses": _handles(host.queued.ids()),
        "exchanges": {"handles": {"count": host.exchanges.live()}},
        "loop": {"state": host.state.value, "uptime": host.uptime, "threads": threading.active_count()},
        "windows": _handles([window.index for window in host.windows]),
    }
    for name, service in host.services().items():
        answer[name] = _shaped(service.diagnostics())
    return answer


def _handles(ids: Sequence[Any]) -> dict[str, Any]:
    return {"handles": {"count": len(ids), "ids": list(ids)}}


def _shaped(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _shaped(item) if isinstance(item, Mapping) else _handles(item) if isinstance(item, (list, tuple)) else item
        for key, item in value.items()
    }


def _within(call: Call, name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "{name}" must be {low} to {high}, got {value}')


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [stream_sse, stream_chunks, capabilities, query]
