"""A host with the plugin, a page that listens to its events, and peers made of plain sockets."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import anyio
import pytest
from oro_tls import plugin

from oro_framework.testing import Events, OpenHost, Pushed, Reply, open_host
from oro_framework.testing.descriptors import open_descriptors

PATIENCE = 60


class App:
    """A running host and its page."""

    def __init__(self, opened: OpenHost, events: Events) -> None:
        self.opened = opened
        self._events = events

    async def call(self, route: str, body: bytes | None = None, **params: Any) -> Reply:
        """Call a route; it must answer in time."""
        with anyio.fail_after(PATIENCE):
            return await self.opened.call(route, body, **params)

    async def ok(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).data

    async def err(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        err = (await self.call(route, body, **params)).err
        assert err is not None
        return err

    async def json(self, route: str, **params: Any) -> Reply:
        """Call a route with its parameters as a JSON body."""
        with anyio.fail_after(PATIENCE):
            response = await self.opened.client.post(f"ipc://{route}", json=params)
        return Reply(response.status_code, response.headers, response.content)

    async def told(self, source: str = "") -> Pushed:
        """Wait for the next push and fetch its bytes."""
        told = await self._events.push()
        assert told.params["source"] == (source or told.params["source"]), told
        return told

    @asynccontextmanager
    async def reading(self, service: str, id: int | str) -> AsyncIterator[Reader]:
        """Read what the peer of a connection sends."""
        async with self.opened.stream(f"ipc://{service}.read?id={id}") as reply:
            if (await reply.head()).status != 200:
                raise Refused(json.loads(await reply.read())["err"]["code"])
            yield Reader(reply)

    async def read_all(self, service: str, id: int | str) -> bytes:
        """Return everything the peer sends until its end."""
        async with self.reading(service, id) as reader:
            return await reader.rest()

    def service(self, name: str) -> Any:
        return self.opened.host.service(name)


class Refused(Exception):
    """A read that broke before its first byte; tells the code."""


class Reader:
    """The answer of a read."""

    def __init__(self, reply: Any) -> None:
        self._reply = reply
        self._buffer = b""

    async def exactly(self, size: int) -> bytes:
        with anyio.fail_after(PATIENCE):
            while len(self._buffer) < size:
                chunk = await self._reply.read()
                assert chunk, f"the stream ended after {self._buffer!r}"
                self._buffer += chunk
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken

    async def rest(self) -> bytes:
        parts = [self._buffer]
        with anyio.fail_after(PATIENCE):
            while chunk := await self._reply.read():
                parts.append(chunk)
        return b"".join(parts)


Opener = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def opened() -> Opener:
    """Start a host with the plugin, more plugins and settings."""

    @asynccontextmanager
    async def start(*plugins: object, **settings: Any) -> AsyncIterator[App]:
        async with open_host(plugin, *plugins, settings=settings) as host, host.events() as events:
            yield App(host, events)

    return start


@pytest.fixture
def peer() -> Iterator[socket.socket]:
    """Give a plain server on IPv4 loopback."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.settimeout(PATIENCE)
        yield made


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a socket open."""
    before = open_descriptors(_is_socket)
    yield
    assert not open_descriptors(_is_socket) - before


def _is_socket(target: str) -> bool:
    return target.startswith("socket:")
