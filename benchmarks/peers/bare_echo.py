"""A WebSocket that sends back what comes, by the code that serves Conduit and nothing above it."""

from __future__ import annotations

import socket
from contextlib import suppress

import trio
from oro_conduit.carriers.carrier import Gone
from oro_conduit.carriers.socket_carrier import SocketCarrier
from oro_conduit.server.upgrade import Upgrade

from oro_framework.listener import Bounds, Connection

LIMIT = 1 << 20
BOUNDS = Bounds(connections=256, head=16384)


async def echo(stream: trio.SocketStream) -> None:
    """Serve one connection until the page leaves."""
    upgrade = Upgrade(Connection(stream, BOUNDS))
    if await upgrade.asked() is None:
        return
    with socket.socket(fileno=stream.socket.detach()) as connection, suppress(Gone):
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        carrier = SocketCarrier(
            connection, max_message=LIMIT, answer=upgrade.acceptance(version_2=False), early=upgrade.early
        )
        while True:
            for message in await carrier.receive():
                carrier.write((message,))
            await carrier.drain()
