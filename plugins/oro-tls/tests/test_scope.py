"""What the permissions and their scopes keep pages from."""

from __future__ import annotations

import socket
from pathlib import Path

import anyio
import anyio.to_thread
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.paths import PathScope

from oro_framework.errors import ConfigError
from oro_framework.service import routes_of
from oro_framework.testing.host import Reply

from .conftest import PATIENCE, Opener

pytestmark = pytest.mark.anyio


def denied(reply: Reply, text: str) -> None:
    assert (reply.status, reply.err["code"], reply.err["type"]) == (403, "ERR_DENIED", "NotAllowedError")
    assert text in reply.err["message"]


@pytest.mark.parametrize("service", ["net", "tls"])
async def test_without_the_permission_nothing_is_answered(opened: Opener, service: str) -> None:
    async with opened(**{f"permissions_allow_{service}": False}) as app:
        routes = [route.name for route in routes_of(app.service(service))]
        assert len(routes) > 14
        for route in routes:
            denied(await app.call(route, id=1, port=1, serverId=1, clientId=1), f"lacks permission {service}")
        stranger = app.opened.client_of("oro://com.example.other")
        async with stranger:
            assert (await stranger.get(f"ipc://{service}.connect?id=1&port=1")).status_code == 403


async def test_peers_narrow_whom_pages_reach(opened: Opener, peer: socket.socket) -> None:
    port = peer.getsockname()[1]
    async with opened(permissions_net_peers=[f"127.0.0.1:{port}", "localhost:9"]) as app:
        await app.ok("net.connect", id=1, host="127.0.0.1", port=port)
        where = f'Cannot connect to "127.0.0.1" port {port + 1}: permissions_net_peers allows only 127.0.0.1:{port}'
        denied(await app.call("net.connect", id=2, host="127.0.0.1", port=port + 1), where)
        denied(await app.call("net.connect", id=2, host="127.0.0.2", port=port), 'Cannot connect to "127.0.0.2"')
        assert (await app.err("net.connect", id=2, host="localhost", port=9))["code"] == "ECONNREFUSED"
        # A page that looks names up by itself cannot give one of them an address of its own.
        given = [{"address": "127.0.0.1", "family": 4}]
        denied(await app.json("net.connect", id="2", host="localhost", port=9, addresses=given), "allows only")


async def test_tls_has_a_scope_of_its_own(opened: Opener, peer: socket.socket) -> None:
    port = peer.getsockname()[1]
    async with opened(permissions_tls_peers="*.example.com") as app:
        where = {"host": "localhost", "port": port}
        denied(await app.json("tls.connect", id="1", **where), "permissions_tls_peers allows only *.example.com")
        denied(await app.json("tls.connect", id="1", servername="a.example.com", **where), "permissions_tls_peers")
        # Who may not connect may not by the way of an open socket either.
        await app.ok("net.connect", id=1, host="127.0.0.1", port=port)
        denied(await app.json("tls.upgrade", id="1", socket="1", host="localhost"), "permissions_tls_peers")
        denied(await app.json("tls.upgrade", id="1", socket="1"), "permissions_tls_peers")
        await app.ok("net.write", b"still open", id=1)


async def test_strangers_that_connect_are_refused_unseen(opened: Opener) -> None:
    async with opened(permissions_net_peers=["127.0.0.2"]) as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="0.0.0.0"))["port"]
        with (
            socket.create_connection(("127.0.0.1", port), PATIENCE) as stranger,
            pytest.raises(ConnectionResetError),
        ):
            await anyio.to_thread.run_sync(stranger.recv, 1)
        with socket.create_connection(("127.0.0.1", port), PATIENCE, ("127.0.0.2", 0)):
            assert (await app.told("net.server.connection")).data["remoteAddress"] == "127.0.0.2"


@pytest.mark.parametrize("service", ["net", "tls"])
async def test_binds_narrow_where_pages_listen(opened: Opener, service: str) -> None:
    async with opened(**{f"permissions_{service}_binds": "127.0.0.1:5000-5999"}) as app:
        route = f"{service}.server.open"
        denied(await app.call(route, id=1, port=0), 'Cannot listen on "::" port 0')
        denied(await app.call(route, id=1, port=6000, address="127.0.0.1"), "allows only 127.0.0.1:5000-5999")
        assert (await app.call(route, id=1, port=0, address="127.0.0.1")).status == 200


async def test_paths_narrow_unix_sockets(opened: Opener, tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    async with opened(permissions_net_paths=[str(inside)]) as app:
        assert (await app.call("net.server.open", id=1, path=str(inside / "a"))).status == 200
        await app.ok("net.connect", id=2, path=str(inside / "a"))
        for path in (outside / "a", inside / ".." / "out" / "a", inside / "link" / "a"):
            denied(await app.call("net.server.open", id=3, path=str(path)), "permissions_net_paths allows only")
            denied(await app.call("net.connect", id=3, path=str(path)), "Cannot connect to")


@given(st.lists(st.from_regex(r"[a-z.]{1,3}", fullmatch=True), max_size=4))
def test_a_path_is_within_a_folder_or_not(parts: list[str]) -> None:
    scope = PathScope.parse(["/nowhere/folder"])
    depth = 0
    for part in parts:
        depth += {"..": -1, ".": 0}.get(part, 1)
        if depth < 0:
            return
    assert scope.allows("/".join(["/nowhere/folder", *parts]))
    assert not scope.allows("/".join(["/nowhere/folders", *(part for part in parts if part != "..")]))


@pytest.mark.parametrize(
    "settings",
    [{"permissions_net_peers": ["10.0.0.0/99"]}, {"permissions_net_paths": ["relative"]}, {"tls_pins": "nothing"}],
)
async def test_a_scope_that_makes_no_sense_stops_the_app(opened: Opener, settings: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(settings))), anyio.fail_after(PATIENCE):
        async with opened(**settings):
            pass


async def test_the_sandbox_holds_for_unix_sockets(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(inside))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (inside / "link").symlink_to(outside)
    async with opened(filesystem_sandbox_enabled=True) as app:
        assert (await app.call("net.server.open", id=1, path=str(inside / "a"))).status == 200
        await app.ok("net.connect", id=2, path=str(inside / "a"))
        for path in (outside / "a", inside / "link" / "a"):
            denied(await app.call("net.server.open", id=3, path=str(path)), "outside the folders of the sandbox")
            denied(await app.call("net.connect", id=3, path=str(path)), "outside the folders of the sandbox")
    async with opened(filesystem_sandbox_enabled=True, permissions_net_paths=[str(outside)]) as app:
        assert (await app.call("net.server.open", id=1, path=str(outside / "a"))).status == 200
