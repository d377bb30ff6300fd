"""Measure calls of a program beside an app by `oro_conduit.client`, beside a bare echo by trio-websocket.

python -m benchmarks.client --rounds 3

App and echo run in one other process, in turn; both ends of the echo are trio-websocket.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import oro_conduit.plugin
import trio
from oro_conduit.client import App, connect
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, open_websocket, serve_websocket

from oro_framework import Call, hookimpl, route
from oro_framework.testing import open_host

CALLS = 2000
FLIGHT = 100
STREAM = 100 << 20
PIECE = bytes(1 << 16)

Work = Callable[[], Awaitable[object]]


class Routes:
    """The route of bytes both ways."""

    @hookimpl
    def oro_routes(self) -> list[Any]:
        """Declare it."""
        return [self.count]

    @route("bench.count")
    async def count(self, call: Call) -> None:
        """Take bytes, and say how many there were."""
        both, size = call.stream(), 0
        async for data in both:
            size += len(data)
        await both.send(str(size).encode())


async def serve() -> None:
    """Run the app and the echo until standard input ends; print where they are."""
    async with open_host(oro_conduit.plugin, Routes()) as opened, trio.open_nursery() as tasks:
        programs: Any = opened.host.service("conduit").programs  # type: ignore[union-attr]
        server = await tasks.start(
            lambda task_status: serve_websocket(_echo, "127.0.0.1", 0, None, task_status=task_status)
        )
        key = programs.issue("bench", routes=["*"])
        print(json.dumps({"address": programs.address, "key": key, "port": server.port}), flush=True)
        await trio.to_thread.run_sync(sys.stdin.read, abandon_on_cancel=True)
        tasks.cancel_scope.cancel()


async def _echo(request: WebSocketRequest) -> None:
    websocket = await request.accept()
    try:
        while True:
            await websocket.send_message(await websocket.get_message())
    except ConnectionClosed:
        return


async def one_after_another(work: Work) -> float:
    """Return the microseconds of one piece of work."""
    began = time.perf_counter()
    for _ in range(CALLS):
        await work()
    return (time.perf_counter() - began) / CALLS * 1e6


async def in_flight(work: Work) -> float:
    """Return the microseconds of one piece of work when FLIGHT are on their way."""

    async def some() -> None:
        for _ in range(CALLS // FLIGHT):
            await work()

    began = time.perf_counter()
    async with trio.open_nursery() as tasks:
        for _ in range(FLIGHT):
            tasks.start_soon(some)
    return (time.perf_counter() - began) / CALLS * 1e6


async def measured_app(app: App) -> dict[str, float]:
    """Return what the client takes."""

    async def call() -> None:
        assert await app.call("ping") == "pong"

    await one_after_another(call)
    sequential, parallel = await one_after_another(call), await in_flight(call)
    began = time.perf_counter()
    async with app.stream("bench.count") as both:
        for _ in range(STREAM // len(PIECE)):
            await both.send(PIECE)
        await both.end()
        assert await both.receive() == str(STREAM).encode()
    return {"sequential": sequential, "parallel": parallel, "stream": (time.perf_counter() - began) * 1e3}


async def measured_echo(websocket: WebSocketConnection, sink: WebSocketConnection) -> dict[str, float]:
    """Return what the echo takes; those on their way share one connection, and bytes go to the app alone."""

    async def call() -> None:
        await websocket.send_message(b"ping")
        assert await websocket.get_message() == b"ping"

    await one_after_another(call)
    sequential, parallel = await one_after_another(call), await in_flight(call)
    began = time.perf_counter()
    async with trio.open_nursery() as tasks:

        async def send() -> None:
            for _ in range(STREAM // len(PIECE)):
                await sink.send_message(PIECE)

        tasks.start_soon(send)
        for _ in range(STREAM // len(PIECE)):
            await sink.get_message()
    return {"sequential": sequential, "parallel": parallel, "stream": (time.perf_counter() - began) * 1e3}


@contextmanager
def _other_process() -> Iterator[dict[str, Any]]:
    command = [sys.executable, "-c", "import trio; from benchmarks.client import serve; trio.run(serve)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())


async def _both(places: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    async with connect(places["address"], places["key"]) as app:
        ours = await measured_app(app)
    async with (
        open_websocket("127.0.0.1", places["port"], "/", use_ssl=False) as websocket,
        open_websocket("127.0.0.1", places["port"], "/", use_ssl=False) as sink,
    ):
        return ours, await measured_echo(websocket, sink)


def _round() -> tuple[dict[str, float], dict[str, float]]:
    with _other_process() as places:
        return trio.run(_both, places)


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="How often each is measured.")
def main(rounds: int) -> None:
    """Measure, and print a table as RESULTS.md has it."""
    found = [_round() for _ in range(rounds)]
    rows = {
        "sequential": "call, one after another (µs)",
        "parallel": "call, 100 in flight (µs)",
        "stream": "stream of 100 MB to the app; the echo's come back as well (ms)",
    }
    print("| | client | bare echo by trio-websocket | client / echo |\n|---|--:|--:|--:|")
    for name, words in rows.items():
        ours, bare = (statistics.median(each[side][name] for each in found) for side in (0, 1))
        print(f"| {words} | {ours:.0f} | {bare:.0f} | {ours / bare:.2f} |")


if __name__ == "__main__":
    main()
