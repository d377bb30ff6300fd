"""What the permission and its scopes keep pages from."""

from __future__ import annotations

import socket

import anyio
import pytest

from oro_framework.errors import ConfigError
from oro_framework.service import routes_of
from oro_framework.testing.host import Reply

from .conftest import PATIENCE, Opener

pytestmark = pytest.mark.anyio


def denied(reply: Reply, text: str) -> None:
    assert (reply.status, reply.err["code"], reply.err["type"]) == (403, "ERR_DENIED", "NotAllowedError")
    assert text in reply.err["message"]


async def test_without_the_permission_nothing_is_answered(opened: Opener) -> None:
    async with opened(permissions_allow_udp=False) as app:
        for route in [route.name for route in routes_of(app.service)]:
            denied(await app.call(route, id=1, port=1), "lacks permission udp")
        stranger = app.opened.client_of("oro://com.example.other")
        async with stranger:
            assert (await stranger.get("ipc://udp.bind?id=1&port=0")).status_code == 403


async def test_peers_narrow_whom_pages_reach(opened: Opener, peer: socket.socket) -> None:
    there = peer.getsockname()[1]
    async with opened(permissions_udp_peers=[f"127.0.0.1:{there}", "239.0.0.0/8", "localhost:9"]) as app:
        await app.bound(1)
        assert (await app.call("send", b"x", id=1, port=there)).status == 200
        denied(await app.call("send", b"x", id=1, port=there + 1), f'Cannot send to "127.0.0.1" port {there + 1}')
        assert (await app.call("send", b"x", id=1, port=9, address="localhost")).status == 200
        denied(await app.call("send", b"x", id=1, port=9, address="127.0.0.1"), "permissions_udp_peers allows only")
        denied(await app.call("connect", id=1, port=there, address="0.0.0.0"), 'Cannot connect to "0.0.0.0"')
        denied(await app.call("addMembership", id=1, group="224.0.0.251"), 'Cannot join "224.0.0.251"')
        assert (await app.call("addMembership", id=1, group="239.1.1.1", interface="127.0.0.1")).status == 200


async def test_datagrams_of_others_are_refused_unseen(opened: Opener, peer: socket.socket) -> None:
    async with opened(permissions_udp_peers=[f"127.0.0.1:{peer.getsockname()[1]}"]) as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(b"stranger", ("127.0.0.1", port))
        peer.sendto(b"friend", ("127.0.0.1", port))
        assert (await app.told()).body == b"friend"
        assert (await app.ok("diagnostics.query"))["udp"]["refused"] == 1


async def test_binds_narrow_what_pages_take(opened: Opener) -> None:
    async with opened(permissions_udp_binds="127.0.0.1:5000-5999") as app:
        denied(await app.call("bind", id=1, port=0, address="0.0.0.0"), 'Cannot bind "0.0.0.0" port 0')
        denied(await app.call("bind", id=1, port=6000, address="127.0.0.1"), "allows only 127.0.0.1:5000-5999")
        assert (await app.call("bind", id=1, port=0, address="127.0.0.1")).status == 200


async def test_a_scope_that_makes_no_sense_stops_the_app(opened: Opener) -> None:
    with pytest.raises(ConfigError, match="permissions_udp_peers"), anyio.fail_after(PATIENCE):
        async with opened(permissions_udp_peers=["10.0.0.0/99"]):
            pass
