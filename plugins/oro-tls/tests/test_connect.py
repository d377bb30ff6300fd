"""The way to a peer: addresses in turn, what each said, and giving up."""

from __future__ import annotations

import errno
import itertools
import socket
from collections.abc import Iterator

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_tls.target import Target, interleaved

from oro_framework.endpoints import SockAddr, family_of
from oro_framework.testing import until

from .conftest import PATIENCE, Opener

pytestmark = pytest.mark.anyio

ADDRESSES = st.lists(
    st.integers(1, 99).map(lambda n: (f"127.0.0.{n}", 1)) | st.integers(1, 99).map(lambda n: (f"fd00::{n}", 1, 0, 0))
)


@given(ADDRESSES)
def test_families_take_turns_and_none_is_lost(addresses: list[SockAddr]) -> None:
    order = interleaved(addresses)
    assert sorted(map(str, order)) == sorted(map(str, addresses))
    families = [family_of(item) for item in order]
    shorter = min(families.count(socket.AF_INET), families.count(socket.AF_INET6))
    assert all(one != two for one, two in itertools.pairwise(families[: 2 * shorter]))
    if addresses:
        assert order[0] == addresses[0]


@given(ADDRESSES)
def test_only_the_first_is_tried_when_the_page_says_so(addresses: list[SockAddr]) -> None:
    for target in (Target(auto_select=False), Target(family=4), Target(local_address="127.0.0.1")):
        assert target.order(addresses) == addresses[:1]


@pytest.fixture
def full() -> Iterator[int]:
    """Give a port whose queue is full: connecting to it takes for ever."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        port = listening.getsockname()[1]
        waiting = []
        for _ in range(3):
            sock = socket.socket()
            sock.setblocking(False)
            assert sock.connect_ex(("127.0.0.1", port)) in (0, errno.EINPROGRESS)
            waiting.append(sock)
        yield port
        for sock in waiting:
            sock.close()


async def test_an_address_that_hangs_is_left_for_the_next(opened: Opener, full: int) -> None:
    with socket.create_server(("127.0.0.2", full)):
        async with opened() as app:
            given = [{"address": "127.0.0.1", "family": 4}, {"address": "127.0.0.2", "family": 4}]
            options = {"host": "a.name", "port": full, "addresses": given, "autoSelectFamilyAttemptTimeout": 20}
            told = (await app.json("net.connect", id="1", **options)).data
            assert told["remoteAddress"] == "127.0.0.2"
            assert told["addresses"] == given
            first, second = told["attempts"]
            assert (first["timedOut"], first["error"]["code"]) == (True, "ETIMEDOUT")
            assert second == {"address": "127.0.0.2", "port": full, "family": 4}


async def test_each_refusal_is_told(opened: Opener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with opened() as app:
        given = [{"address": "127.0.0.1", "family": 4}, {"address": "127.0.0.2", "family": 4}]
        err = (await app.json("net.connect", id="1", host="a.name", port=port, addresses=given)).err
        assert (err["type"], err["code"]) == ("AggregateError", "ECONNREFUSED")
        assert [item["address"] for item in err["errors"]] == ["127.0.0.1", "127.0.0.2"]
        assert [item["error"]["message"] for item in err["attempts"]] == [
            f"connect ECONNREFUSED 127.0.0.1:{port}",
            f"connect ECONNREFUSED 127.0.0.2:{port}",
        ]


async def test_a_name_nobody_has(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    monkeypatch.setattr(anyio, "getaddrinfo", nobody)
    async with opened() as app:
        err = await app.err("net.connect", id=1, host="no.such.name", port=1)
        assert {key: err[key] for key in ("code", "errno", "syscall", "hostname")} == {
            "code": "ENOTFOUND",
            "errno": -3008,
            "syscall": "getaddrinfo",
            "hostname": "no.such.name",
        }


async def test_closing_ends_connecting(opened: Opener, full: int) -> None:
    async with opened() as app:
        errors = []

        async def connect() -> None:
            errors.append(await app.err("net.connect", id=1, host="127.0.0.1", port=full))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(connect)
            await anyio.wait_all_tasks_blocked()
            assert (await app.err("net.write", b"x", id=1))["code"] == "ERR_SOCKET_NOT_CONNECTED"
            assert (await app.err("net.connect", id=1, host="127.0.0.1", port=1))["code"] == "ERR_SOCKET_ALREADY_OPEN"
            await app.ok("net.close", id=1)
        assert errors[0]["code"] == "ECANCELED"
        assert (await app.err("net.connect", id=1, host="127.0.0.1", port=full, timeout=30))["code"] == "ETIMEDOUT"


async def test_a_page_that_goes_ends_connecting(opened: Opener, full: int) -> None:
    async with opened() as app:
        with anyio.move_on_after(PATIENCE):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(lambda: app.call("net.connect", id=1, host="127.0.0.1", port=full))
                await anyio.wait_all_tasks_blocked()
                await app.service("net").release(app.opened.window)
        assert list(app.service("net").sockets.held) == []


async def test_a_call_that_is_aborted_leaves_nothing(opened: Opener, full: int) -> None:
    async with opened() as app:
        with anyio.move_on_after(0.05):
            await app.opened.call("net.connect", id=1, host="127.0.0.1", port=full)
        await until(lambda: not list(app.service("net").sockets.held))


async def test_this_side_s_address_is_as_asked(opened: Opener, peer: socket.socket) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with opened() as app:
        there = peer.getsockname()[1]
        asked = {"localAddress": "127.0.0.3", "localPort": port}
        told = await app.ok("net.connect", id=1, host="127.0.0.1", port=there, **asked)
        assert (told["localAddress"], told["localPort"]) == ("127.0.0.3", port)
        err = await app.err("net.connect", id=2, host="127.0.0.1", port=there, localAddress="203.0.113.1")
        assert (err["code"], err["syscall"]) == ("EADDRNOTAVAIL", "bind")
        err = await app.err("net.connect", id=2, host="127.0.0.1", port=there, localAddress="::1")
        assert err["code"] == "EINVAL"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"port": 65536}, "ERR_INVALID_ARG"),
        ({"port": 1, "addresses": [{"address": "a.name", "family": 4}]}, "ERR_INVALID_ARG"),
        ({"port": 1, "id": "x"}, "ERR_INVALID_ARG"),
        ({"port": 1, "family": 5}, "ERR_INVALID_ARG"),
    ],
)
async def test_what_makes_no_sense_is_told(opened: Opener, params: dict[str, object], code: str) -> None:
    async with opened() as app:
        assert (await app.json("net.connect", **{"id": "1", "host": "localhost", **params})).err["code"] == code
