"""A host with the plugin, a page that listens to its events, and peers made of plain sockets."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
import pytest
from oro_udp import plugin

from oro_framework.testing.host import OpenHost, Reply, open_host

PATIENCE = 10


@dataclass(frozen=True)
class Told:
    """A push as the page sees it."""

    params: dict[str, Any]
    body: bytes | None


class App:
    """A running host and its page."""

    def __init__(self, opened: OpenHost, events: Any) -> None:
        self.opened = opened
        self._events = events
        self._lines: list[dict[str, Any]] = []
        self._rest = b""

    async def call(self, route: str, body: bytes | None = None, **params: Any) -> Reply:
        """Call `udp.<route>`, or another route by its full name."""
        return await self.opened.call(route if "." in route else f"udp.{route}", body, **params)

    async def ok(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).data

    async def bound(self, id: int, address: str = "127.0.0.1", **params: Any) -> int:
        """Bind a socket and return its port."""
        return int((await self.ok("bind", id=id, port=0, address=address, **params))["port"])

    async def told(self) -> Told:
        """Wait for the next push and fetch its bytes."""
        with anyio.fail_after(PATIENCE):
            while True:
                while not self._lines:
                    self._rest += await self._events.read()
                    *whole, self._rest = self._rest.split(b"\n")
                    self._lines = [json.loads(line) for line in whole if line]
                line = self._lines.pop(0)
                if "push" in line:
                    return await self._fetched(line["push"])

    async def _fetched(self, push: dict[str, Any]) -> Told:
        if push["id"] is None:
            return Told(push["params"], None)
        reply = await self.opened.call("queuedResponse", id=push["id"])
        assert reply.status == 200
        return Told(push["params"], reply.body)

    @property
    def service(self) -> Any:
        return self.opened.host.service("udp")


Opener = Callable[..., AbstractAsyncContextManager[App]]


@pytest.fixture
def opened() -> Opener:
    """Start a host with the plugin, more plugins and settings."""

    @asynccontextmanager
    async def start(*plugins: object, **settings: Any) -> AsyncIterator[App]:
        async with (
            open_host(plugin, *plugins, settings=settings) as host,
            host.stream("ipc://internal.events") as events,
        ):
            yield App(host, events)

    return start


@pytest.fixture
def peer() -> Iterator[socket.socket]:
    """Give a plain IPv4 socket on loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.bind(("127.0.0.1", 0))
        made.settimeout(PATIENCE)
        yield made


@pytest.fixture
def peer6() -> Iterator[socket.socket]:
    """Give a plain IPv6 socket on loopback."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as made:
        made.bind(("::1", 0))
        made.settimeout(PATIENCE)
        yield made


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a socket open."""
    before = _sockets()
    yield
    assert not _sockets() - before


def _sockets() -> set[str]:
    found = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add(target)
    return found
