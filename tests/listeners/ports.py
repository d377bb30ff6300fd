"""Every port the framework and its plugins listen on by themselves, each opened in a host of its own."""

from __future__ import annotations

import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import oro_conduit.plugin
import oro_http.plugin
import oro_single_instance.plugin
from msgspec import Struct
from oro_single_instance.claim import claim
from oro_single_instance.message import RECEIVED, Start, encode
from oro_single_instance.service import SingleInstance

from oro_framework.host.backends.gtk.player import MediaServer
from oro_framework.requests import Caller, Request, parse_target
from oro_framework.testing import OpenHost, open_host

__all__ = ("PORTS", "Port")


class Port(Struct, frozen=True):
    """A port that listens."""

    app: OpenHost
    number: int
    head: bytes
    """A whole head."""
    answer: bytes
    """How the answer to it begins."""


@asynccontextmanager
async def conduit() -> AsyncIterator[Port]:
    """Open the port of Conduit, which refuses who has no key."""
    async with open_host(oro_conduit.plugin) as app:
        number = (await app.call("internal.conduit.status")).data["port"]
        upgrade = (
            f"GET /1 HTTP/1.1\r\nHost: localhost:{number}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        yield Port(app, number, upgrade.encode(), b"HTTP/1.1 403 ")


@asynccontextmanager
async def bridge() -> AsyncIterator[Port]:
    """Open the HTTP bridge."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
    async with open_host(oro_http.plugin, settings={"http_ipc_enable": True, "http_ipc_port": number}) as app:
        yield Port(app, number, b"GET /ipc/ping HTTP/1.1\r\nHost: localhost\r\n\r\n", b"HTTP/1.1 200 ")


@asynccontextmanager
async def players() -> AsyncIterator[Port]:
    """Open the port WebKitGTK's player loads large media from."""
    async with open_host() as app:
        media = MediaServer(app.host.exchanges)
        caller = Caller(window=app.window, origin=app.host.origin, client=app.window.id)
        address = media.address(app, Request(target=parse_target("ipc://ping"), caller=caller))
        host, ticket = address.removeprefix("http://").split("/")
        head = f"GET /{ticket} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        yield Port(app, int(host.partition(":")[2]), head, b"HTTP/1.1 200 ")


@asynccontextmanager
async def starts() -> AsyncIterator[Port]:
    """Open the port further starts of an app hand over to."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_host(oro_single_instance.plugin) as app:
            claimed = claim(Path(folder))
            assert claimed is not None
            listening: Any = SingleInstance(app.host)
            async with listening._listening(claimed):
                from oro_single_instance.claim import endpoint

                found = endpoint(Path(folder))
                assert found is not None
                yield Port(app, found.port, encode(claimed.token, Start(["a"], "/")), RECEIVED)
            claimed.release()


PORTS: Mapping[str, Callable[[], AbstractAsyncContextManager[Port]]] = {
    "conduit": conduit,
    "bridge": bridge,
    "players": players,
    "starts": starts,
}
