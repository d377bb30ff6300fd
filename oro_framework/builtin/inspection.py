"""`diagnostics.*`, and streams of a known shape for tests of transports."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import trio

from oro_framework.builtin.introspection import Timings, handles_of, timings_of
from oro_framework.errors import InvalidArgument
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import RunningHost, inner
from oro_framework.service import route
from oro_framework.types import ByteStream, Call, EventStream, Host, Permission, ServerEvent

__all__ = ("oro_routes",)

PERMISSION = "diagnostics"
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
                await trio.sleep(interval / 1000)
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
                await trio.sleep(interval / 1000)
            yield bytes([number % 256]) * chunkSize

    return ByteStream(blocks())


@route("diagnostics.stream.echo")
async def stream_echo(call: Call) -> None:
    """Send the page's bytes back until it ends its side of the stream."""
    stream = call.stream()
    async for chunk in stream:
        await stream.send(chunk)


@route("diagnostics.capabilities")
def capabilities(call: Call) -> dict[str, Any]:
    """Return whether streams arrive piece by piece in this engine."""
    incremental = bool(inner(call.host).streams_incrementally)
    return {"streaming": {"sseIncremental": incremental, "chunkedIncremental": incremental}}


@route("diagnostics.query")
def query(call: Call) -> dict[str, Any]:
    """Return the live objects of the host and of every service, and the state of the loop."""
    return handles_of(call.host)


@route("diagnostics.timings")
def timings(call: Call) -> Timings:
    """Return the times of calls by route and by plugin, and of the turns of the loop."""
    return timings_of(call.host)


@route("diagnostics.report", permission=PERMISSION)
async def report(call: Call, *, copy: bool = False) -> str:
    """Return a report for who mends the app, as Markdown: versions, settings, log, last crash, and no secrets.

    Args:
        call: the call.
        copy: whether to put it into the clipboard as well.

    Raises:
        Unsupported: there is no clipboard.
    """
    from oro_framework.host.logs.machine_report import machine_report  # most pages ask for none

    host = inner(call.host)
    infos, engine = list(host.plugins.infos.values()), engine_facts(host)
    text = await trio.to_thread.run_sync(machine_report, host.config, infos, [("Engine", engine)])
    if copy:
        await call.host.clipboard.write({"text/plain": text.encode()})
    return text


def engine_facts(host: RunningHost) -> list[str]:
    """Return what is known of the engine that runs, as lines of a list."""
    facts = [f"- engine: {host.backend.name if host.backend else 'none'}"]
    for module, path in _ENGINES.items():
        if (loaded := sys.modules.get(module)) is not None:
            found = [getattr(loaded, name)() for name in path if hasattr(loaded, name)]
            facts.append(f"- {module.rpartition('.')[2]}: {'.'.join(map(str, found))}")
    return facts


_ENGINES = {
    "gi.repository.WebKit2": ("get_major_version", "get_minor_version", "get_micro_version"),
    "PyQt6.QtWebEngineCore": ("qWebEngineVersion",),
    "PySide6.QtWebEngineCore": ("qWebEngineVersion",),
}
"""Functions of modules that tell the version of an engine, where they are loaded."""


def _within(call: Call, name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InvalidArgument(f'Cannot call "{call.route}": parameter "{name}" must be {low} to {high}, got {value}')


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [stream_sse, stream_chunks, stream_echo, capabilities, query, timings, report]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `diagnostics`."""
    return [Permission(name=PERMISSION, description="Read the app's log and settings, and what this machine is.")]
