"""How datagrams reach the page: over Conduit when it is there, else as pushes, never without bound."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from typing import Any

import anyio
import pytest
from oro_udp.receiver import BATCH

from oro_framework import Service, hookimpl
from oro_framework.host.windows.page_events import LOSSY_LIMIT
from oro_framework.types import Host

from .conftest import PATIENCE, Opener, arrived

pytestmark = pytest.mark.anyio


class Conduit(Service):
    """What a plugin is promised of the service `conduit`, without a socket."""

    name = "conduit"
    clients: Sequence[str] = ()

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.sent: list[tuple[str, dict[str, Any], bytes]] = []
        self.room = 1000
        self._arrived = anyio.Event()

    def connected(self, client_id: str) -> bool:
        return client_id in self.clients

    def send(self, client_id: str, options: Mapping[str, Any], payload: bytes) -> bool:
        if len(self.sent) >= self.room:
            return False
        self.sent.append((client_id, dict(options), payload))
        self._arrived.set()
        return True

    async def wait_for(self, count: int) -> None:
        with anyio.fail_after(PATIENCE):
            while len(self.sent) < count:
                self._arrived = anyio.Event()
                await self._arrived.wait()


class ConduitPlugin:
    name = "conduit"

    @hookimpl
    def oro_services(self) -> list[type[Service]]:
        return [Conduit]


async def test_a_client_of_the_sockets_id_gets_the_datagrams(opened: Opener, peer: socket.socket) -> None:
    there = peer.getsockname()[1]
    async with opened(ConduitPlugin()) as app:
        conduit: Any = app.opened.host.service("conduit")
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        peer.sendto(b"as a push", ("127.0.0.1", port))
        assert (await app.told()).body == b"as a push"
        conduit.clients = ["1"]
        peer.sendto(b"over conduit", ("127.0.0.1", port))
        await conduit.wait_for(1)
        assert conduit.sent == [("1", {"port": there, "address": "127.0.0.1"}, b"over conduit")]
        conduit.clients = []
        peer.sendto(b"as a push again", ("127.0.0.1", port))
        assert (await app.told()).body == b"as a push again"


async def test_what_a_client_has_no_room_for_is_dropped_and_counted(opened: Opener, peer: socket.socket) -> None:
    async with opened(ConduitPlugin()) as app:
        conduit: Any = app.opened.host.service("conduit")
        conduit.clients, conduit.room = ["1"], 2
        port = await app.bound(1)
        for number in range(5):
            peer.sendto(b"%d" % number, ("127.0.0.1", port))
        await app.ok("readStart", id=1)
        await conduit.wait_for(2)
        (held,) = app.service.sockets.held
        await arrived(held, 5)
        told = (await app.ok("diagnostics.query"))["udp"]
        assert (told["received"], told["dropped"]) == (5, 3)
        assert [payload for _, _, payload in conduit.sent] == [b"0", b"1"]


async def test_a_page_that_does_not_look_costs_no_more_than_so_much(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        (held,) = app.service.sockets.held
        sent = 0
        while sent < LOSSY_LIMIT + 100:
            # No more at a time than the kernel's buffer surely holds.
            for _ in range(10):
                peer.sendto(b"x" * 100, ("127.0.0.1", port))
            sent += 10
            await arrived(held, sent)
        waiting = (await app.ok("diagnostics.query"))["queuedResponses"]["handles"]["count"]
        assert waiting == LOSSY_LIMIT
        assert held.outlet.dropped == held.outlet.received - LOSSY_LIMIT


async def test_a_flood_on_one_socket_lets_others_have_their_turn(opened: Opener, peer: socket.socket) -> None:
    async with opened(ConduitPlugin()) as app:
        conduit: Any = app.opened.host.service("conduit")
        conduit.clients, conduit.room = ["1", "2"], 100000
        flooded, quiet = await app.bound(1), await app.bound(2)
        await app.ok("os.bufferSize", id=1, buffer=1, size=200000)
        await app.ok("readStart", id=1)
        await app.ok("readStart", id=2)
        for _ in range(3 * BATCH):
            peer.sendto(b"flood", ("127.0.0.1", flooded))
        peer.sendto(b"quiet", ("127.0.0.1", quiet))
        await conduit.wait_for(3 * BATCH + 1)
        place = [id for id, _, _ in conduit.sent].index("2")
        assert place <= 2 * BATCH


async def test_the_end_is_told_over_conduit_too(opened: Opener) -> None:
    async with opened(ConduitPlugin()) as app:
        conduit: Any = app.opened.host.service("conduit")
        conduit.clients = ["1"]
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        await app.service.pause()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
            thief.bind(("127.0.0.1", port))
            await app.service.resume()
        assert conduit.sent == [("1", {"EOF": True}, b"")]
        assert (await app.told()).params["err"]["name"] == "EADDRINUSE"
