"""Measure what it costs to cross to asyncio and back: of a call, of a route, and of requests to mounted apps.

python -m benchmarks.crossing

Without a window: what an engine adds is the same for both loops.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import trio
from rich.console import Console
from rich.table import Table

from oro_framework import Call, hookimpl, route
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.testing import OpenHost, open_host
from oro_framework.types import Mount, Receive, Scope, Send

COUNT = 400
TOGETHER = 40
ROUNDS = 5
Work = Callable[[], Awaitable[object]]


@route("bench.trio")
async def on_trio(call: Call) -> int:
    """Answer on trio."""
    await trio.lowlevel.checkpoint()
    return 1


@route("bench.asyncio", loop="asyncio")
async def on_asyncio(call: Call) -> int:
    """Answer on asyncio."""
    await asyncio.sleep(0)
    return 1


class App:
    """An ASGI app that answers with a few bytes, in one piece or in several."""

    def __init__(self, pieces: int) -> None:
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for left in range(self._pieces, 0, -1):
            await send({"type": "http.response.body", "body": b"x" * 16, "more_body": left > 1})


def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Sequence[bytes]:
    """Answer with a few bytes."""
    start_response("200 OK", [])
    return [b"x" * 16]


class Plugin:
    """The routes and apps that are measured."""

    name = "crossing"

    @hookimpl
    def oro_routes(self) -> Sequence[Callable[..., Any]]:
        return [on_trio, on_asyncio]

    @hookimpl
    def oro_mounts(self) -> Sequence[Mount]:
        return [
            Mount(path="/trio", app=App(1), loop="trio"),
            Mount(path="/asyncio", app=App(1), loop="asyncio"),
            Mount(path="/trio-pieces", app=App(10), loop="trio"),
            Mount(path="/asyncio-pieces", app=App(10), loop="asyncio"),
            Mount(path="/wsgi", app=wsgi),
        ]


def asking(host: OpenHost, url: str) -> Work:
    """Return what sends a request and waits for its whole answer."""
    caller = Caller(window=host.window, origin=host.host.origin, client=host.window.id)

    async def ask() -> None:
        reply = MemoryReply()
        host.host.exchanges.open(Request(target=parse_target(url, bundle=host.host.bundle), caller=caller), reply)
        head = await reply.head()
        assert head.status == 200, head
        async for _ in reply.body():
            pass

    return ask


async def each(work: Work) -> tuple[float, float]:
    """Return the microseconds of one of many, one after another, and of one of many at once."""
    begin = time.perf_counter()
    for _ in range(COUNT):
        await work()
    alone = (time.perf_counter() - begin) / COUNT
    begin = time.perf_counter()
    async with trio.open_nursery() as nursery:
        for _ in range(TOGETHER):
            nursery.start_soon(several, work, COUNT // TOGETHER)
    return alone * 1e6, (time.perf_counter() - begin) / COUNT * 1e6


async def several(work: Work, count: int) -> None:
    """Do some work several times."""
    for _ in range(count):
        await work()


async def measured() -> dict[str, list[tuple[float, float]]]:
    """Measure everything by turns, so that whatever else the machine does meets all."""
    found: dict[str, list[tuple[float, float]]] = {}
    async with open_host(Plugin()) as host:
        loop, origin = host.host.asyncio, host.host.origin

        async def nothing() -> None:
            """Return at once."""

        async def there_and_back() -> None:
            await loop.on_trio(nothing)

        works: dict[str, Work] = {
            "host.asyncio.run": lambda: loop.run(nothing),
            "host.asyncio.run, and on_trio within": lambda: loop.run(there_and_back),
            "async route on trio": asking(host, "ipc://bench.trio"),
            "async route on asyncio": asking(host, "ipc://bench.asyncio"),
            "ASGI app on trio": asking(host, f"{origin}/trio"),
            "ASGI app on asyncio": asking(host, f"{origin}/asyncio"),
            "ASGI app on trio, 10 pieces": asking(host, f"{origin}/trio-pieces"),
            "ASGI app on asyncio, 10 pieces": asking(host, f"{origin}/asyncio-pieces"),
            "WSGI app": asking(host, f"{origin}/wsgi"),
        }
        for _ in range(ROUNDS):
            for name, work in works.items():
                found.setdefault(name, []).append(await each(work))
    return found


def main() -> None:
    """Measure and print."""
    table = Table("microseconds", "one after another", f"{TOGETHER} at once", title="Crossing to asyncio")
    for name, rounds in trio.run(measured).items():
        alone, together = (statistics.median(values) for values in zip(*rounds, strict=True))
        table.add_row(name, f"{alone:.0f}", f"{together:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
