"""Servers: steps, limits, Unix sockets, pauses."""

from __future__ import annotations

import socket
from pathlib import Path

import anyio
import pytest
from oro_tls.sockets import listener

from oro_framework.testing.lines import Lines

from .conftest import PATIENCE, Opener

pytestmark = pytest.mark.anyio


def there(port: int, address: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection((address, port), PATIENCE)


def free(port: int) -> bool:
    try:
        there(port).close()
    except ConnectionRefusedError:
        return True
    return False


async def test_step_by_step(opened: Opener) -> None:
    async with opened() as app:
        assert await app.ok("net.server.create", id=1) == {"id": "1"}
        assert (await app.err("net.server.create", id=1))["code"] == "ERR_SOCKET_ALREADY_OPEN"
        assert (await app.err("net.server.listen", id=1))["code"] == "ERR_SOCKET_NOT_CONNECTED"
        where = await app.ok("net.server.bind", id=1, port=0, address="127.0.0.1")
        assert where == {"id": "1", "address": "127.0.0.1", "port": where["port"], "family": "IPv4"}
        assert (await app.err("net.server.bind", id=1, port=0))["code"] == "ERR_SOCKET_ALREADY_OPEN"
        assert free(where["port"])
        assert await app.ok("net.server.listen", id=1) == where
        assert (await app.err("net.server.listen", id=1))["code"] == "ERR_SOCKET_ALREADY_OPEN"
        with there(where["port"]):
            assert (await app.told("net.server.connection")).data["serverId"] == "1"
        assert (await app.err("net.write", b"x", id=1))["code"] == "ERR_SOCKET_CLOSED"
        await app.ok("net.server.close", id=1)
        assert (await app.err("net.server.close", id=1))["code"] == "ERR_SOCKET_CLOSED"


async def test_everywhere_is_both_families(opened: Opener) -> None:
    async with opened() as app:
        where = await app.ok("net.server.open", id=1, port=0)
        assert (where["address"], where["family"]) == ("::", "IPv6")
        for address in ("127.0.0.1", "::1"):
            with there(where["port"], address):
                told = (await app.told("net.server.connection")).data
                assert told["remoteAddress"].removeprefix("::ffff:") == address
        six = await app.ok("net.server.open", id=2, port=0, address="::", ipv6Only=True)
        assert free(six["port"])


async def test_an_address_that_is_taken(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = peer.getsockname()[1]
        err = await app.err("net.server.open", id=1, port=port, address="127.0.0.1")
        assert {key: err[key] for key in ("message", "code", "syscall", "address", "port")} == {
            "message": f"listen EADDRINUSE: address already in use 127.0.0.1:{port}",
            "code": "EADDRINUSE",
            "syscall": "listen",
            "address": "127.0.0.1",
            "port": port,
        }
        await app.ok("net.server.open", id=1, port=0, address="127.0.0.1")


async def test_refusing_and_closing_end_who_waits(opened: Opener) -> None:
    async with opened() as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        with there(port) as one, there(port) as two:
            first = (await app.told("net.server.connection")).data["clientId"]
            await app.told("net.server.connection")
            await app.ok("net.server.refuse", serverId=1, clientId=first)
            assert one.recv(1) == b""
            err = await app.err("net.server.accept", serverId=1, clientId=first)
            assert (err["code"], err["id"]) == ("ERR_SOCKET_CLOSED", first)
            await app.ok("net.server.close", id=1)
            with pytest.raises(ConnectionResetError):
                two.recv(1)
        assert free(port)


async def test_no_more_wait_for_the_page_than_there_is_room_for(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MOST_PENDING", 2)
    async with opened() as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        (server,) = list(app.service("net").sockets.held)
        peers = [there(port) for _ in range(4)]
        try:
            first = (await app.told("net.server.connection")).data["clientId"]
            await app.told("net.server.connection")
            await anyio.wait_all_tasks_blocked()
            assert len(server.pending) == 2
            await app.ok("net.server.accept", serverId=1, clientId=first)
            await app.told("net.server.connection")
            await anyio.wait_all_tasks_blocked()
            assert len(server.pending) == 2
        finally:
            for peer in peers:
                peer.close()


async def test_a_flood_is_served_as_the_page_accepts(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_PENDING", 5)
    async with opened() as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        for _ in range(3):
            peers = [there(port) for _ in range(40)]
            for peer in peers:
                client = (await app.told("net.server.connection")).data["clientId"]
                await app.ok("net.server.accept", serverId=1, clientId=client)
                await app.ok("net.close", id=client)
                peer.close()


async def test_over_the_limit_an_accept_fails_and_the_connection_ends(opened: Opener) -> None:
    async with opened(net_max_sockets=1) as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        with there(port) as peer:
            client = (await app.told("net.server.connection")).data["clientId"]
            assert (await app.err("net.server.accept", serverId=1, clientId=client))["code"] == "EMFILE"
            assert peer.recv(1) == b""


async def test_a_unix_socket(opened: Opener, tmp_path: Path) -> None:
    path = str(tmp_path / "app.sock")
    async with opened() as app:
        err = await app.err("net.connect", id=1, path=path)
        assert (err["code"], err["address"], err["message"]) == ("ENOENT", path, f"connect ENOENT {path}")
        assert await app.ok("net.server.open", id=1, path=path) == {"id": "1", "path": path}
        assert (await app.err("net.server.open", id=2, path=path))["code"] == "EADDRINUSE"
        assert await app.ok("net.connect", id=3, path=path) == {"id": "3"}
        told = (await app.told("net.server.connection")).data
        assert set(told) == {"serverId", "clientId"}
        await app.ok("net.server.accept", serverId=1, clientId=told["clientId"])
        await app.ok("net.write", b"hello", id=3)
        await app.ok("net.shutdown", id=3)
        assert await app.read_all("net", told["clientId"]) == b"hello"
        await app.ok("net.server.close", id=1)
        assert not Path(path).exists()  # noqa: ASYNC240


async def test_a_unix_socket_that_someone_put_there_since_stays(opened: Opener, tmp_path: Path) -> None:
    path = tmp_path / "app.sock"
    async with opened() as app:
        await app.ok("net.server.open", id=1, path=str(path))
        path.unlink()
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(str(path))
            await app.ok("net.server.close", id=1)
            assert path.exists()


async def test_only_net_has_unix_sockets(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        for route in ("tls.connect", "tls.server.open"):
            assert (await app.err(route, id=1, path=str(tmp_path / "x")))["code"] == "ERR_INVALID_ARG"


async def test_a_pause_gives_the_address_back_and_resuming_takes_it_again(opened: Opener, tmp_path: Path) -> None:
    path = str(tmp_path / "app.sock")
    async with opened() as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        await app.ok("net.server.open", id=2, path=path)
        await app.ok("net.server.create", id=3)
        await app.service("net").pause()
        assert free(port)
        await app.service("net").resume()
        with there(port):
            assert (await app.told("net.server.connection")).data["serverId"] == "1"
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(path)
            assert (await app.told("net.server.connection")).data["serverId"] == "2"


async def test_an_address_that_was_taken_in_a_pause_is_told_of(opened: Opener) -> None:
    async with opened() as app:
        port = (await app.ok("net.server.open", id=1, port=0, address="127.0.0.1"))["port"]
        await app.service("net").pause()
        with socket.create_server(("127.0.0.1", port)):
            await app.service("net").resume()
            told = await app.told("net.server.close")
        assert (told.params["err"]["id"], told.params["err"]["code"]) == ("1", "EADDRINUSE")
        assert (await app.err("net.server.close", id=1))["code"] == "ERR_SOCKET_CLOSED"


async def test_a_worker_hears_by_a_stream(opened: Opener) -> None:
    async with opened() as app:
        where = await app.ok("net.server.open", id=1, port=0, address="127.0.0.1")
        with there(where["port"]):
            # Who connected before somebody listened is told of.
            await app.told("net.server.connection")
            async with app.opened.stream("ipc://net.server.events?id=1") as reply:
                lines = Lines(reply)
                first = await lines.next()
                assert (first["event"], first["data"]["serverId"], first["err"]) == ("connection", "1", None)
                with there(where["port"]) as second:
                    told = await lines.next()
                    assert told["data"]["remotePort"] == second.getsockname()[1]
                await app.ok("net.server.close", id=1)
                assert await reply.read() == b""
        assert (await app.err("net.server.events", id=1))["code"] == "ERR_SOCKET_CLOSED"
