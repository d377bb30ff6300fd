"""A host with the plugin, a page that listens to its events, and peers made of plain sockets."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from oro_udp import plugin

from oro_framework.testing import Events, OpenHost, Reply, open_host, until
from oro_framework.testing.descriptors import open_descriptors

PATIENCE = 60


class App:
    """A running host and its page."""

    def __init__(self, opened: OpenHost, events: Events) -> None:
        self.opened = opened
        self.told = events.push

    async def call(self, route: str, body: bytes | None = None, **params: Any) -> Reply:
        """Call `udp.<route>`, or another route by its full name."""
        return await self.opened.call(route if "." in route else f"udp.{route}", body, **params)

    async def ok(self, route: str, body: bytes | None = None, **params: Any) -> Any:
        return (await self.call(route, body, **params)).data

    async def bound(self, id: int, address: str = "127.0.0.1", **params: Any) -> int:
        """Bind a socket and return its port."""
        return int((await self.ok("bind", id=id, port=0, address=address, **params))["port"])

    @property
    def service(self) -> Any:
        return self.opened.host.service("udp")


Opener = Callable[..., AbstractAsyncContextManager[App]]


async def arrived(held: Any, count: int = 1) -> None:
    """Wait until a socket has received so many datagrams."""
    await until(lambda: held.outlet.received >= count)


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
    before = open_descriptors(_is_socket)
    yield
    assert not open_descriptors(_is_socket) - before


def _is_socket(target: str) -> bool:
    return target.startswith("socket:")
