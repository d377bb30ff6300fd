"""A host whose routes can be called over HTTP, and routes that tell what became of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import anyio
import httpx
import pytest
from oro_http import plugin

from oro_framework import Call, hookimpl, route
from oro_framework.testing import OpenHost, free_port, open_host, until
from oro_framework.types import ByteStream, EventStream, FileResponse, Permission, Response, ServerEvent

PATIENCE = 60
KEY = "a key of the tests".replace(" ", "-")


class Routes:
    """What the app of a test can do; every call leaves a mark."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.begun = anyio.Event()
        self.cancelled = anyio.Event()
        self.written = 0

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="notes", description="Read notes")]

    @hookimpl
    def oro_routes(self) -> Sequence[Callable[..., Any]]:
        return [getattr(self, name) for name in dir(type(self)) if name.startswith("route_")]

    @route("t.who")
    def route_who(self, call: Call) -> dict[str, Any]:
        self.ran.append(call.route)
        window = None if call.window is None else call.window.index
        return {
            "window": window,
            "origin": call.origin,
            "client": call.client,
            "seq": call.seq,
            "params": dict(call.params),
            "headers": [list(pair) for pair in call.headers],
        }

    @route("t.add")
    async def route_add(self, call: Call, a: int, b: int = 1) -> int:
        return a + b

    @route("t.echo")
    async def route_echo(self, call: Call) -> bytes:
        self.ran.append(call.route)
        return call.body

    @route("t.note", permission="notes")
    async def route_note(self, call: Call) -> str:
        return "secret"

    @route("t.file")
    async def route_file(self, call: Call, size: int, offset: int = 0) -> FileResponse:
        with tempfile.TemporaryFile() as file:
            file.write(bytes(range(256)) * (size // 256 + 1))
            file.flush()
            return FileResponse(fd=os.dup(file.fileno()), offset=offset, length=size - offset)

    @route("t.custom")
    async def route_custom(self, call: Call) -> Response:
        headers = [("x-mine", "1"), ("connection", "close"), ("access-control-allow-origin", "*")]
        return Response(body=b"teapot", status=418, headers=headers)

    @route("t.empty")
    async def route_empty(self, call: Call) -> Response:
        return Response(status=204)

    @route("t.hang", deadline=0)
    async def route_hang(self, call: Call) -> None:
        await self._until_cancelled(anyio.sleep_forever)

    @route("t.events", deadline=0)
    async def route_events(self, call: Call, count: int = 3, then: str = "end") -> EventStream:
        async def events() -> AsyncIterator[ServerEvent]:
            for number in range(count):
                yield ServerEvent(name="tick", data=str(number))
            if then == "wait":
                await self._until_cancelled(anyio.sleep_forever)
            if then == "break":
                raise RuntimeError("on purpose")

        return EventStream(events())

    @route("t.flood", deadline=0)
    async def route_flood(self, call: Call) -> ByteStream:
        async def chunks() -> AsyncIterator[bytes]:
            self.begun.set()
            try:
                while True:
                    yield bytes(1 << 16)
                    self.written += 1 << 16
            finally:
                self.cancelled.set()

        return ByteStream(chunks())

    async def _until_cancelled(self, wait: Callable[[], Any]) -> None:
        self.begun.set()
        try:
            await wait()
        finally:
            self.cancelled.set()


class Bridged:
    """A running host, its routes, and an httpx client of its bridge."""

    def __init__(self, opened: OpenHost, routes: Routes, port: int, client: httpx.AsyncClient) -> None:
        self.opened = opened
        self.routes = routes
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.client = client

    @property
    def service(self) -> Any:
        return self.opened.host.service("http_ipc")

    async def idle(self) -> None:
        """Wait until no call is being answered."""
        await until(lambda: not self.service.diagnostics()["calls"]["count"])

    async def connect(self) -> anyio.abc.SocketStream:
        """Open a plain connection."""
        return await anyio.connect_tcp("127.0.0.1", self.port)


Opener = Callable[..., AbstractAsyncContextManager[Bridged]]


@pytest.fixture
def bridged() -> Opener:
    """Start a host with the bridge and settings, given without `http_ipc_`, or with it where they are others'."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Bridged]:
        port = free_port()
        routes = Routes()
        own = {key if "__" in key else f"http_ipc_{key}": value for key, value in settings.items()}
        chosen = {key.replace("__", "_"): value for key, value in own.items()}
        async with (
            open_host(plugin, routes, settings={"http_ipc_enable": True, "http_ipc_port": port, **chosen}) as opened,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client,
        ):
            yield Bridged(opened, routes, port, client)

    return start


async def head_of(stream: anyio.abc.SocketStream) -> str:
    """Read the head of an answer from a plain connection."""
    text = b""
    with anyio.fail_after(PATIENCE):
        while b"\r\n\r\n" not in text:
            text += await stream.receive()
    return text.partition(b"\r\n\r\n")[0].decode()


async def until_closed(stream: anyio.abc.SocketStream) -> None:
    """Read until the server closed the connection."""
    with anyio.fail_after(PATIENCE):
        try:
            while True:
                await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            pass
