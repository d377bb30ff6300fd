"""The routes of the benchmark's app over Conduit, and the servers it is measured beside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypedDict

import trio

from benchmarks.peers.bare_echo import echo as bare_echo
from benchmarks.peers.oro_plugin import done, echo, echo_async, memory, spawned
from oro_framework import Call, Host, Service, hookimpl, route

CHUNK = bytes(64 << 10)


class Ports(TypedDict):
    """Where the bare servers listen."""

    websocket: int
    websockets: int


class Bench(Service):
    """Streams and events, and the life of the bare servers."""

    name = "bench"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Serve an echo on this loop, and have another process serve one."""
        async with trio.open_nursery() as nursery:
            (listener,) = await trio.open_tcp_listeners(0, host="127.0.0.1")
            nursery.start_soon(trio.serve_listeners, bare_echo, [listener])
            command = [sys.executable, "-m", "benchmarks.peers.websockets_server"]
            server = await trio.lowlevel.open_process(command, stdout=subprocess.PIPE)
            try:
                assert server.stdout is not None
                port = int(await server.stdout.receive_some())
                self.ports: Ports = {"websocket": listener.socket.getsockname()[1], "websockets": port}
                yield
            finally:
                server.kill()
                nursery.cancel_scope.cancel()

    @route("bench.bare")
    def bare(self, call: Call) -> Ports:
        return self.ports

    @route("bench.push")
    def push(self, call: Call, count: int) -> None:
        assert call.window is not None
        for number in range(count):
            call.window.emit("pushed", number)

    @route("bench.sink", deadline=0)
    async def sink(self, call: Call) -> None:
        stream = call.stream()
        total = 0
        async for chunk in stream:
            total += len(chunk)
        await stream.send(str(total).encode())

    @route("bench.source", deadline=0)
    async def source(self, call: Call, size: int) -> None:
        stream = call.stream()
        for _ in range(size // len(CHUNK)):
            await stream.send(CHUNK)


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Bench]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    return [spawned, echo, echo_async, memory, done]
