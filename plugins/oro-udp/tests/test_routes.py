"""Every route of UDP, in a whole host, against plain sockets."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

import anyio.to_thread
import pytest

from oro_framework.testing.host import Reply

from .conftest import Opener

pytestmark = pytest.mark.anyio


def refused(reply: Reply, code: str | int, type: str, message: str, status: int, id: str = "1") -> None:
    err = reply.err
    assert {key: err[key] for key in ("id", "type", "code", "message")} == {
        "id": id,
        "type": type,
        "code": code,
        "message": message,
    }
    assert (reply.status, reply.json()["id"]) == (status, id)


def refused_by_kernel(reply: Reply, number: int, status: int = 500, id: str = "1") -> None:
    refused(reply, -number, "ErrnoError", os.strerror(number), status, id)
    assert reply.err["name"] == errno.errorcode[number]


def not_running(reply: Reply) -> None:
    refused(reply, "ERR_SOCKET_DGRAM_NOT_RUNNING", "NotFoundError", "Not running", 404)


async def test_bind_tells_where(opened: Opener) -> None:
    async with opened() as app:
        answer = await app.ok("bind", id=1, port=0, address="127.0.0.1")
        assert answer == {
            "id": "1",
            "port": answer["port"],
            "event": "listening",
            "family": "IPv4",
            "address": "127.0.0.1",
        }
        assert await app.ok("getSockName", id=1) == {
            "id": "1",
            "address": "127.0.0.1",
            "family": "IPv4",
            "port": answer["port"],
        }
        six = await app.ok("bind", id=2, port=0, address="::1")
        assert (six["family"], six["address"]) == ("IPv6", "::1")
        assert (await app.ok("bind", id=3, port=0))["address"] == "0.0.0.0"
        assert (await app.ok("bind", id=4, port=0, address="localhost", family=4))["address"] == "127.0.0.1"


async def test_bind_refuses(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.bound(1)
        twice = await app.call("bind", id=1, port=0)
        refused(twice, "ERR_SOCKET_ALREADY_BOUND", "InternalError", "Socket is already bound", 400)
        taken = await app.call("bind", id=2, port=peer.getsockname()[1], address="127.0.0.1")
        refused_by_kernel(taken, errno.EADDRINUSE, id="2")
        elsewhere = await app.call("bind", id=2, port=0, address="203.0.113.9")
        refused_by_kernel(elsewhere, errno.EADDRNOTAVAIL, id="2")
        refused_by_kernel(await app.call("bind", id=2, port=0, address="::1", family=4), errno.EINVAL, id="2")
        unknown = await app.call("bind", id=2, port=0, address="not a name")
        assert (unknown.err["code"], unknown.err["syscall"], unknown.status) == ("ENOTFOUND", "getaddrinfo", 404)
        assert (await app.call("getSockName", id=2)).err["code"] == "ERR_SOCKET_DGRAM_NOT_RUNNING"


@pytest.mark.parametrize(
    "params", [{"port": 0}, {"id": "x", "port": 0}, {"id": 2**64, "port": 0}, {"id": 1, "port": 65536}, {"id": 1}]
)
async def test_a_parameter_that_makes_no_sense_is_told(opened: Opener, params: dict[str, Any]) -> None:
    async with opened() as app:
        reply = await app.call("bind", **params)
        assert (reply.status, reply.err["type"], reply.err["code"]) == (400, "TypeError", "ERR_INVALID_ARG")


async def test_no_socket_no_answer(opened: Opener) -> None:
    async with opened() as app:
        for route in ("getSockName", "getState", "readStart", "readStop", "close"):
            not_running(await app.call(route, id=1))
        for route in ("getPeerName", "disconnect"):
            refused(
                await app.call(route, id=1), "ERR_SOCKET_DGRAM_NOT_CONNECTED", "InternalError", "Not connected", 400
            )
        missing = await app.call("os.bufferSize", id=1)
        refused(missing, "NOT_FOUND_ERR", "NotFoundError", "No socket with specified id", 404)


async def test_datagrams_go_out_and_come_in(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = await app.bound(1)
        there = peer.getsockname()[1]
        assert await app.ok("send", b"hello", id=1, port=there, address="127.0.0.1") == {"id": "1", "status": 0}
        assert peer.recvfrom(100) == (b"hello", ("127.0.0.1", port))
        assert await app.ok("readStart", id=1) == {"id": "1"}
        for content in (b"back", b"", b"\x00\xff" * 500, os.urandom(65507)):
            peer.sendto(content, ("127.0.0.1", port))
            told = await app.told()
            assert told.params == {
                "source": "udp.readStart",
                "data": {"id": "1", "port": there, "bytes": len(content), "address": "127.0.0.1"},
            }
            assert told.body == content


async def test_ipv6_goes_the_same_way(opened: Opener, peer6: socket.socket) -> None:
    async with opened() as app:
        port = await app.bound(1, "::1")
        there = peer6.getsockname()[1]
        await app.ok("send", b"six", id=1, port=there, address="::1")
        assert peer6.recvfrom(100)[0] == b"six"
        await app.ok("readStart", id=1)
        peer6.sendto(b"back", ("::1", port))
        told = await app.told()
        assert (told.params["data"]["address"], told.body) == ("::1", b"back")


async def test_an_ipv6_socket_hears_ipv4_unless_told_not_to(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        both = await app.bound(1, "::")
        await app.ok("readStart", id=1)
        peer.sendto(b"four", ("127.0.0.1", both))
        assert (await app.told()).params["data"]["address"] == "::ffff:127.0.0.1"
        only = await app.bound(2, "::", ipv6Only=True)
        await app.ok("bind", id=3, port=only, address="0.0.0.0")


async def test_send_without_an_address_goes_to_loopback_and_names_are_looked_up(
    opened: Opener, peer: socket.socket
) -> None:
    async with opened() as app:
        await app.bound(1)
        port = peer.getsockname()[1]
        await app.ok("send", b"1", id=1, port=port)
        await app.ok("send", b"2", id=1, port=port, address="localhost")
        assert [peer.recv(10) for _ in range(2)] == [b"1", b"2"]


async def test_send_refuses(opened: Opener) -> None:
    async with opened() as app:
        await app.bound(1)
        refused_by_kernel(await app.call("send", bytes(65508), id=1, port=9, address="127.0.0.1"), errno.EMSGSIZE)
        refused_by_kernel(await app.call("send", b"", id=1, port=0, address="127.0.0.1"), errno.EINVAL)
        refused_by_kernel(await app.call("send", b"", id=1, port=9, address="::1"), errno.EINVAL)
        refused_by_kernel(await app.call("send", b"", id=1, port=9, address="255.255.255.255"), errno.EACCES, 403)
        unknown = await app.call("send", b"", id=1, port=9, address="not a name")
        assert (unknown.err["code"], unknown.err["id"]) == ("ENOTFOUND", "1")


async def test_a_socket_for_one_send_is_gone_afterwards(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.ok("send", b"once", id=1, port=peer.getsockname()[1], ephemeral=True)
        assert peer.recv(10) == b"once"
        not_running(await app.call("getState", id=1))
        refused_by_kernel(await app.call("send", bytes(65508), id=1, port=9, ephemeral=True), errno.EMSGSIZE)
        not_running(await app.call("getState", id=1))


async def test_send_opens_a_socket_that_stays(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.ok("send", b"1", id=1, port=peer.getsockname()[1])
        _, sender = peer.recvfrom(10)
        assert (await app.ok("getSockName", id=1))["port"] == sender[1]


async def test_a_connected_socket_has_one_peer(opened: Opener, peer: socket.socket) -> None:
    there = peer.getsockname()[1]
    async with opened() as app:
        port = await app.bound(1)
        name = {"id": "1", "address": "127.0.0.1", "family": "IPv4", "port": there}
        assert await app.ok("connect", id=1, port=there, address="127.0.0.1") == name
        assert await app.ok("getPeerName", id=1) == name
        twice = await app.call("connect", id=1, port=there, address="127.0.0.1")
        refused(twice, "ERR_SOCKET_DGRAM_IS_CONNECTED", "InternalError", "Already connected", 400)
        await app.ok("send", b"to the peer", id=1)
        assert peer.recv(100) == b"to the peer"
        await app.ok("readStart", id=1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(b"from a stranger", ("127.0.0.1", port))
        peer.sendto(b"from the peer", ("127.0.0.1", port))
        assert (await app.told()).body == b"from the peer"
        assert await app.ok("disconnect", id=1) == {"id": "1"}
        again = await app.call("disconnect", id=1)
        refused(again, "ERR_SOCKET_DGRAM_NOT_CONNECTED", "InternalError", "Not connected", 400)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.sendto(b"now", ("127.0.0.1", port))
            assert (await app.told()).body == b"now"


async def test_connect_opens_a_socket(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.ok("connect", id=1, port=peer.getsockname()[1], address="localhost", family=4)
        await app.ok("send", b"x", id=1, port=1, address="192.0.2.1")
        assert peer.recv(10) == b"x"
        failed = await app.call("connect", id=2, port=9, address="not a name")
        assert failed.err["code"] == "ENOTFOUND"
        refused_by_kernel(await app.call("connect", id=2, port=9, address="::1", family=4), errno.EINVAL, id="2")
        assert (await app.call("getState", id=2)).err["code"] == "ERR_SOCKET_DGRAM_NOT_RUNNING"


async def test_a_refused_datagram_is_told(opened: Opener) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        port = gone.getsockname()[1]
    async with opened() as app:
        await app.bound(1)
        await app.ok("connect", id=1, port=port, address="127.0.0.1")
        await app.ok("readStart", id=1)
        await app.ok("send", b"to nobody", id=1)
        told = await app.told()
        err = told.params["err"]
        assert (err["code"], err["name"], err["id"], err["syscall"]) == (-111, "ECONNREFUSED", "1", "recvmsg")
        assert (await app.ok("getState", id=1))["active"] is True


async def test_state_says_what_a_socket_does(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.bound(1)
        quiet = {
            "id": "1",
            "type": "udp",
            "bound": True,
            "active": False,
            "closed": False,
            "closing": False,
            "connected": False,
            "ephemeral": False,
        }
        assert await app.ok("getState", id=1) == quiet
        await app.ok("readStart", id=1)
        await app.ok("connect", id=1, port=peer.getsockname()[1], address="127.0.0.1")
        assert await app.ok("getState", id=1) == {**quiet, "active": True, "connected": True}


async def test_reading_starts_and_stops(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = await app.bound(1)
        early = await app.call("readStop", id=1)
        refused(early, "ERR_SOCKET_NOT_RECEIVING", "InternalError", "Socket is not receiving", 400)
        await app.ok("readStart", id=1)
        twice = await app.call("readStart", id=1)
        refused(twice, "ERR_SOCKET_ALREADY_RECEIVING", "InternalError", "Socket is already receiving", 400)
        assert await app.ok("readStop", id=1) == {"id": "1"}
        peer.sendto(b"kept by the kernel", ("127.0.0.1", port))
        await app.ok("readStart", id=1)
        assert (await app.told()).body == b"kept by the kernel"


async def test_close_frees_the_port(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        assert await app.ok("close", id=1) == {"id": "1"}
        not_running(await app.call("close", id=1))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", port))


async def test_reuse_lets_two_sockets_share_a_port(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1, reuseAddr=True)
        assert (await app.ok("bind", id=2, port=port, address="127.0.0.1", reuseAddr=True))["port"] == port
        refused_by_kernel(await app.call("bind", id=3, port=port, address="127.0.0.1"), errno.EADDRINUSE, id="3")


async def test_many_senders_at_once_lose_nothing(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.bound(1)
        port = peer.getsockname()[1]

        async def send(number: int) -> None:
            await app.ok("send", number.to_bytes(2, "big"), id=1, port=port)

        async with anyio.create_task_group() as tasks:
            for number in range(100):
                tasks.start_soon(send, number)
        arrived = await anyio.to_thread.run_sync(lambda: {peer.recv(10) for _ in range(100)})
        assert arrived == {number.to_bytes(2, "big") for number in range(100)}
