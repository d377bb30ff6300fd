"""Who holds a socket, for how long, and what a pause does to it."""

from __future__ import annotations

import errno
import os
import socket

import anyio
import pytest

from .conftest import PATIENCE, Opener, arrived
from .test_options import GROUP
from .test_routes import not_running, refused, refused_by_kernel

pytestmark = pytest.mark.anyio


def free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        try:
            other.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def test_a_socket_goes_with_its_page(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        assert not free(port)
        await app.service.release(app.opened.window)
        assert free(port)
        not_running(await app.call("getState", id=1))


async def test_a_socket_goes_with_the_host(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
    assert free(port)


async def test_a_window_may_hold_so_many(opened: Opener) -> None:
    async with opened(udp_max_sockets=2) as app:
        await app.bound(1)
        await app.bound(2)
        refused_by_kernel(await app.call("bind", id=3, port=0), errno.EMFILE, id="3")
        await app.ok("close", id=1)
        await app.bound(3)


async def test_a_pause_gives_the_port_back_and_resuming_takes_everything_up_again(
    opened: Opener, peer: socket.socket
) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        await app.ok("setTTL", id=1, ttl=9)
        await app.ok("os.bufferSize", id=1, buffer=1, size=10000)
        await app.service.pause()
        assert free(port)
        assert (await app.ok("getState", id=1))["closed"] is True
        closed = await app.call("send", b"x", id=1, port=9)
        refused(closed, "ERR_SOCKET_DGRAM_CLOSED", "InternalError", "Socket is closed", 400)
        await app.service.resume()
        peer.sendto(b"after", ("127.0.0.1", port))
        assert (await app.told()).body == b"after"
        (held,) = app.service.sockets.held
        assert held.socket.raw.getsockopt(socket.IPPROTO_IP, socket.IP_TTL) == 9
        assert (await app.ok("os.bufferSize", id=1, buffer=1))["size"] == 20000
        state = await app.ok("getState", id=1)
        assert (state["closed"], state["active"]) == (False, True)


async def test_peers_and_memberships_survive_a_pause(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        await app.bound(1)
        await app.ok("connect", id=1, port=peer.getsockname()[1], address="127.0.0.1")
        member = await app.bound(2, "0.0.0.0")
        await app.ok("addMembership", id=2, group=GROUP, interface="127.0.0.1")
        await app.ok("readStart", id=2)
        await app.service.pause()
        await app.service.resume()
        await app.ok("send", b"to the peer", id=1)
        assert peer.recv(100) == b"to the peer"
        await app.bound(3)
        await app.ok("setMulticastInterface", id=3, interface="127.0.0.1")
        await app.ok("send", b"to all", id=3, port=member, address=GROUP)
        assert (await app.told()).body == b"to all"


async def test_a_socket_that_did_not_read_does_not_after_a_pause(opened: Opener) -> None:
    async with opened() as app:
        await app.bound(1)
        await app.service.pause()
        await app.service.pause()
        await app.service.resume()
        await app.service.resume()
        assert (await app.ok("getState", id=1))["active"] is False


async def test_a_socket_whose_address_was_taken_is_told_of_and_closed(opened: Opener) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        await app.service.pause()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
            thief.bind(("127.0.0.1", port))
            await app.service.resume()
        told = await app.told()
        assert (told.params["err"]["name"], told.params["err"]["id"]) == ("EADDRINUSE", "1")
        assert (await app.told()).params == {"source": "udp.readStart", "data": {"id": "1", "EOF": True}}
        not_running(await app.call("getState", id=1))


async def test_closing_in_the_midst_of_datagrams_harms_nothing(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        for _ in range(50):
            port = await app.bound(1)
            await app.ok("readStart", id=1)
            (held,) = app.service.sockets.held
            peer.sendto(b"x", ("127.0.0.1", port))
            await arrived(held)
            for _ in range(3):
                peer.sendto(b"x", ("127.0.0.1", port))
            app.service.sockets.close(held)
            await anyio.lowlevel.checkpoint()
        not_running(await app.call("getState", id=1))


async def test_a_send_that_waits_fails_when_the_socket_closes(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened() as app:
        await app.bound(1)
        (held,) = app.service.sockets.held
        tried = anyio.Event()

        def full(data: bytes, to: object) -> None:
            if held.sending == 3:
                tried.set()
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

        monkeypatch.setattr(held.socket, "_send", full)
        replies = []

        async def send() -> None:
            replies.append(await app.call("send", b"x", id=1, port=9))

        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                for _ in range(3):
                    tasks.start_soon(send)
                await tried.wait()
                await app.ok("close", id=1)
        for reply in replies:
            refused_by_kernel(reply, errno.ECANCELED)


async def test_sends_that_wait_keep_their_order(
    opened: Opener, peer: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as app:
        await app.bound(1)
        (held,) = app.service.sockets.held
        real, refusals = held.socket._send, iter(range(5))

        def slow(data: bytes, to: object) -> None:
            if next(refusals, None) is not None:
                raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
            real(data, to)

        monkeypatch.setattr(held.socket, "_send", slow)
        port = peer.getsockname()[1]
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                for number in range(3):
                    tasks.start_soon(held.socket.send, b"%d" % number, ("127.0.0.1", port))
                    await anyio.lowlevel.checkpoint()
        assert {peer.recv(10) for _ in range(3)} == {b"0", b"1", b"2"}


async def test_diagnostics_tell_what_is_open_and_what_came(opened: Opener, peer: socket.socket) -> None:
    async with opened() as app:
        port = await app.bound(1)
        await app.ok("readStart", id=1)
        peer.sendto(b"x", ("127.0.0.1", port))
        await app.told()
        told = (await app.ok("diagnostics.query"))["udp"]
        handles = {"handles": {"count": 1, "ids": ["1"]}}
        assert told["sockets"] == {app.opened.window.id: handles, **handles}
        assert (told["received"], told["dropped"], told["refused"]) == (1, 0, 0)
