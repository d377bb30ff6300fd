"""Plain sockets in a whole host, against the system's own."""

from __future__ import annotations

import errno
import socket
import struct
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from oro_framework.testing import until

from .conftest import PATIENCE, App, Opener, Refused

pytestmark = pytest.mark.anyio


async def connected(app: App, peer: socket.socket, id: int = 1) -> socket.socket:
    """Connect a socket of the page and return the peer's end."""
    await app.ok("net.connect", id=id, host="127.0.0.1", port=peer.getsockname()[1])
    sock, _ = peer.accept()
    sock.settimeout(PATIENCE)
    return sock


async def test_connect_tells_both_addresses(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = peer.getsockname()[1]
        told = await app.ok("net.connect", id=1, host="127.0.0.1", port=port)
        sock, (_, local) = peer.accept()
        sock.close()
        assert told == {
            "id": "1",
            "localAddress": "127.0.0.1",
            "localPort": local,
            "localFamily": "IPv4",
            "remoteAddress": "127.0.0.1",
            "remotePort": port,
            "remoteFamily": "IPv4",
            "attempts": [{"address": "127.0.0.1", "port": port, "family": 4}],
        }


async def test_bytes_go_both_ways_and_each_side_ends_by_itself(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            assert await app.ok("net.write", b"hello", id=1) == {"id": "1", "bytesWritten": 5}
            assert sock.recv(100) == b"hello"
            await app.ok("net.shutdown", id=1)
            assert sock.recv(100) == b""
            sock.sendall(b"still here")
            sock.shutdown(socket.SHUT_WR)
            assert await app.read_all("net", 1) == b"still here"
            assert await app.ok("net.error", id=1) is None


async def test_nobody_there(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with opened() as app:
        err = await app.err("net.connect", id=1, host="127.0.0.1", port=port)
        assert {key: err[key] for key in ("message", "code", "errno", "syscall", "address", "port", "id")} == {
            "message": f"connect ECONNREFUSED 127.0.0.1:{port}",
            "code": "ECONNREFUSED",
            "errno": -111,
            "syscall": "connect",
            "address": "127.0.0.1",
            "port": port,
            "id": "1",
        }
        assert (await app.err("net.write", b"x", id=1))["code"] == "ERR_SOCKET_CLOSED"


async def test_a_server_takes_who_connects(opened: Opener) -> None:
    async with opened() as app:
        where = await app.ok("net.server.open", id=1, port=0, address="127.0.0.1")
        with socket.create_connection(("127.0.0.1", where["port"]), PATIENCE) as peer:
            told = await app.told("net.server.connection")
            assert told.data["serverId"] == "1"
            assert told.data["remotePort"] == peer.getsockname()[1]
            client = told.data["clientId"]
            info = await app.ok("net.server.accept", serverId=1, clientId=client)
            assert (info["id"], info["remotePort"]) == (client, peer.getsockname()[1])
            await app.ok("net.write", b"welcome", id=client)
            assert peer.recv(100) == b"welcome"
            await app.ok("net.server.close", id=1)
            peer.sendall(b"after")
            peer.shutdown(socket.SHUT_WR)
            assert await app.read_all("net", client) == b"after"


async def test_pushes_tell_what_the_peer_sends(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            await app.ok("net.readStart", id=1)
            sock.sendall(b"hello")
            told = await app.told("net.read")
            assert (told.data, told.body) == ({"id": "1"}, b"hello")
            await app.ok("net.readStop", id=1)
            sock.sendall(b"later")
            sock.shutdown(socket.SHUT_WR)
            await app.ok("net.readStart", id=1)
            assert (await app.told("net.read")).body == b"later"
            assert (await app.told("net.read")).data == {"id": "1", "EOF": True}


async def test_the_peer_waits_while_the_page_does_not_read(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            sock.setblocking(False)
            sent = refused = 0
            while sent < 20_000_000 and refused < 50:
                try:
                    sent += sock.send(b"x" * 65536)
                    refused = 0
                except BlockingIOError:
                    refused += 1
                    await app.ok("ping")  # A turn of the loop in which the host could have read.
            assert sent < 20_000_000, "the kernel's buffers are all there is"

            def finish() -> None:
                sock.settimeout(PATIENCE)
                sock.shutdown(socket.SHUT_WR)

            await anyio.to_thread.run_sync(finish)
            assert len(await app.read_all("net", 1)) == sent


async def test_a_write_waits_while_the_peer_does_not_read(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            answers: list[str] = []
            size = 16_000_000

            async def write(byte: bytes, count: int) -> None:
                await app.ok("net.write", byte * count, id=1)
                answers.append(byte.decode())

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write, b"a", size)
                await anyio.wait_all_tasks_blocked()
                tasks.start_soon(write, b"b", 10)
                await anyio.wait_all_tasks_blocked()
                assert answers == [], "what comes later waits too"

                def take() -> bytes:
                    got = bytearray()
                    while len(got) < size + 10:
                        got += sock.recv(1 << 20)
                    return bytes(got)

                got = await anyio.to_thread.run_sync(take)
            assert answers == ["a", "b"]
            assert got == b"a" * size + b"b" * 10


async def test_closing_ends_writes_and_reads_under_way(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer):
            errors: list[str] = []

            async def write() -> None:
                errors.append((await app.err("net.write", b"x" * 16_000_000, id=1))["code"])

            async def read() -> None:
                with pytest.raises(Refused, match="ECANCELED"):
                    await app.read_all("net", 1)
                errors.append("read")

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(write)
                tasks.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                await app.ok("net.close", id=1)
            assert sorted(errors) == ["ECANCELED", "read"]


async def test_a_peer_that_breaks_off_is_told(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with pytest.raises(Refused, match="ECONNRESET"):
            await app.read_all("net", 1)
        err = await app.ok("net.error", id=1)
        assert {key: err[key] for key in ("code", "errno", "syscall")} == {
            "code": "ECONNRESET",
            "errno": -errno.ECONNRESET,
            "syscall": "read",
        }
        err = await app.err("net.write", b"x", id=1)
        assert (err["code"], err["syscall"]) == ("EPIPE", "write")


async def test_a_reset_is_heard(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            await app.ok("net.close", id=1, reset=True)
            with pytest.raises(ConnectionResetError):
                sock.recv(1)
        assert await app.ok("net.close", id=1) == {"id": "1"}


async def test_reading_twice_at_once_is_refused(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer):
            await app.ok("net.readStart", id=1)
            for route in ("net.readStart", "net.read"):
                err = await app.err(route, id=1)
                assert (err["code"], err["type"]) == ("ERR_SOCKET_ALREADY_RECEIVING", "InvalidStateError")
            await app.ok("net.readStop", id=1)
            assert (await app.err("net.readStop", id=1))["code"] == "ERR_SOCKET_NOT_RECEIVING"


async def test_a_flood_of_pushes_loses_nothing(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            data = bytes(range(256)) * 40_000

            def send() -> None:
                sock.sendall(data)
                sock.shutdown(socket.SHUT_WR)

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(anyio.to_thread.run_sync, send)
                await app.ok("net.readStart", id=1)
                got = bytearray()
                while (told := await app.told("net.read")).body is not None:
                    got += told.body
                assert told.data == {"id": "1", "EOF": True}
            assert got == data


async def test_options_reach_the_kernel(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        asked: dict[str, Any] = {"noDelay": True, "keepAlive": True, "keepAliveInitialDelay": 5000}
        await app.ok("net.connect", id=1, host="127.0.0.1", port=peer.getsockname()[1], **asked)
        (held,) = list(app.service("net").sockets.held)
        sock = held.stream.tcp.sock
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 5
        await app.ok("net.setNoDelay", id=1, enable=False)
        await app.ok("net.setKeepAlive", id=1, enable=False)
        assert not sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


async def test_a_socket_goes_with_its_page(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            await app.ok("net.readStart", id=1)
            await app.service("net").release(app.opened.window)
            assert sock.recv(1) == b""


async def test_a_window_may_hold_so_many(opened: Opener, peer: socket.socket) -> None:
    async with opened(net_max_sockets=1) as app:
        with await connected(app, peer):
            err = await app.err("net.connect", id=2, host="127.0.0.1", port=peer.getsockname()[1])
            assert (err["code"], err["id"]) == ("EMFILE", "2")


async def test_a_pause_holds_bytes_back(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            await app.service("net").pause()
            sock.sendall(b"meanwhile")
            sock.shutdown(socket.SHUT_WR)
            got: list[bytes] = []

            async def read() -> None:
                got.append(await app.read_all("net", 1))

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                assert got == []
                await app.service("net").resume()
            assert got == [b"meanwhile"]


async def test_diagnostics_tell_what_is_open(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer):
            await app.ok("net.server.create", id=2)
            told = app.service("net").diagnostics()
            owner = app.opened.window.id
            assert told == {"connections": {owner: ["1"]}, "servers": {owner: ["2"]}}


async def test_a_read_that_is_given_up_while_it_waits_loses_nothing(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        with await connected(app, peer) as sock:
            sock.sendall(b"one")
            async with app.reading("net", 1) as reader:
                assert await reader.exactly(3) == b"one"
                await anyio.wait_all_tasks_blocked()
            await until(lambda: not next(iter(app.service("net").sockets.held)).reading)
            sock.sendall(b"two")
            sock.shutdown(socket.SHUT_WR)
            assert await app.read_all("net", 1) == b"two"


@pytest.mark.parametrize("service", ["net", "tls"])
async def test_an_id_is_of_its_service_and_kind(opened: Opener, service: str, peer: socket.socket) -> None:
    async with opened() as app:
        await app.ok("net.connect", id=1, host="127.0.0.1", port=peer.getsockname()[1])
        await app.ok("tls.server.create", id=2)
        id = 2 if service == "net" else 1
        for route in ("write", "shutdown", "read", "error", "setNoDelay", "readStart", "server.listen", "server.close"):
            err = await app.err(f"{service}.{route}", id=id)
            assert (err["code"], err["type"], err["id"]) == ("ERR_SOCKET_CLOSED", "NotFoundError", str(id))
