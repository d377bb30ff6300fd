"""Loopback is not trusted: whoever finds the port gets a 403 without the page's ticket or the key."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import trio
import trio.testing
from oro_conduit import plugin
from oro_conduit.access import handshake
from oro_conduit.access.handshake import Asked, Refused, Version1, Version2
from oro_conduit.access.keys import Keys
from oro_conduit.access.tickets import LIFE, LIMIT, Tickets
from oro_conduit.testing import connected

from oro_framework.requests import Caller
from oro_framework.testing import PATIENCE, OpenHost, open_host

pytestmark = pytest.mark.anyio

ORIGIN = "oro://org.example.test"
KEY = "a shared key"
"""Of programs beside the app."""


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def asked(
    *, path: str = "/1?key=a%20shared%20key", host: str = "localhost:5", origins: Sequence[str] = (ORIGIN,),
    protocols: Sequence[str] = (),
) -> Asked:  # fmt: skip
    return Asked(path=path, host=host, origins=origins, protocols=protocols)


def decide(request: Asked, tickets: Tickets | None = None) -> Version1 | Version2 | Refused:
    return handshake.decide(request, port=5, origin=ORIGIN, keys=Keys(ORIGIN, KEY), tickets=tickets or Tickets(Clock()))


def with_ticket(ticket: str) -> Asked:
    return asked(path="/", protocols=["oro.conduit.v2", f"oro.ticket.{ticket}"])


# -- what is decided ------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:5", "LOCALHOST:5", "127.0.0.1:5", "[::1]:5"])
def test_loopback_names_are_let_in(host: str) -> None:
    assert decide(asked(host=host)) == Version1("1", Caller(origin=ORIGIN, outside=True))


@pytest.mark.parametrize("host", ["", "localhost", "localhost:6", "evil.example:5", "127.0.0.1.evil.example:5"])
def test_a_host_that_is_not_this_server_is_refused(host: str) -> None:
    assert isinstance(decide(asked(host=host)), Refused)


@pytest.mark.parametrize(
    "origins",
    [[], ["null"], ["https://example.com"], ["oro://org.example.other"], [ORIGIN + "x"], [ORIGIN, ORIGIN]],
)
def test_an_origin_that_is_not_the_app_is_refused_whatever_it_knows(origins: list[str]) -> None:
    tickets = Tickets(Clock())
    ticket = tickets.issue(Caller())
    assert isinstance(decide(asked(origins=origins)), Refused)
    request = Asked(path="/", host="localhost:5", origins=origins, protocols=with_ticket(ticket).protocols)
    assert isinstance(decide(request, tickets), Refused)
    assert len(tickets) == 1, "a stranger uses up no ticket"


@pytest.mark.parametrize(
    "path",
    ["/1", "/1?key=", "/1?key=wrong", "/?key=a%20shared%20key", "/1/2?key=a%20shared%20key",
     "/1/?key=a%20shared%20key", "/1/2/3?key=a%20shared%20key", "//["],
)  # fmt: skip
def test_no_key_no_client_of_version_1(path: str) -> None:
    assert isinstance(decide(asked(path=path)), Refused)


def test_no_key_opens_version_2() -> None:
    assert isinstance(decide(asked(protocols=["oro.conduit.v2"])), Refused)


def test_a_ticket_is_used_once_and_says_who_it_is() -> None:
    tickets, caller = Tickets(Clock()), Caller(client="7")
    ticket = tickets.issue(caller)
    assert decide(with_ticket(ticket), tickets) == Version2(caller)
    assert isinstance(decide(with_ticket(ticket), tickets), Refused)
    twice = asked(protocols=["oro.conduit.v2", f"oro.ticket.{ticket}", f"oro.ticket.{ticket}"])
    assert isinstance(decide(twice, tickets), Refused)


def test_a_ticket_expires() -> None:
    clock = Clock()
    tickets = Tickets(clock)
    ticket = tickets.issue(Caller())
    clock.now += LIFE
    assert tickets.redeem(ticket) is None
    assert len(tickets) == 0


def test_tickets_are_unguessable_bounded_and_go_with_their_window() -> None:
    tickets, window = Tickets(Clock()), object()
    issued = [tickets.issue(Caller(window=window if number % 2 else None)) for number in range(LIMIT + 50)]
    assert len(set(issued)) == len(issued)
    assert min(map(len, issued)) >= 43
    assert len(tickets) == LIMIT
    assert tickets.redeem(issued[0]) is None
    tickets.revoke(window)
    assert len(tickets) == LIMIT // 2
    assert tickets.redeem("\ud800") is None


# -- what is answered -----------------------------------------------------------------------------

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def request(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def status(port: int, data: bytes) -> str:
    """Send a request over a raw socket; return the status line."""
    stream = await trio.open_tcp_stream("127.0.0.1", port)
    async with stream:
        await stream.send_all(data)
        with trio.fail_after(PATIENCE):
            return (await stream.receive_some(4096)).split(b"\r\n")[0].decode()


async def port_of(app: OpenHost) -> int:
    return int((await app.call("internal.conduit.status")).data["port"])


STRANGER = """
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 5)
s.sendall(sys.stdin.buffer.read())
print(s.recv(4096).split(b"\\r\\n")[0].decode())
"""


async def test_a_second_process_that_finds_the_port_gets_403() -> None:
    async with open_host(plugin) as app:
        port = await port_of(app)
        for headers in (
            UPGRADE,
            {**UPGRADE, "Origin": app.host.origin},
            {**UPGRADE, "Origin": app.host.origin, "Sec-WebSocket-Protocol": "oro.conduit.v2, oro.ticket.guess"},
        ):
            data = request(f"/1/{app.window.id}?key=guess", {"Host": f"localhost:{port}", **headers})
            done = await trio.run_process([sys.executable, "-c", STRANGER, str(port)], stdin=data, capture_stdout=True)
            assert done.stdout.decode().startswith("HTTP/1.1 403")


async def test_a_name_that_was_made_to_point_here_gets_403() -> None:
    async with open_host(plugin) as app:
        port, key = await port_of(app), (await app.call("internal.conduit.getSharedKey")).data["sharedKey"]
        for host, expected in (("rebound.example", "403"), ("localhost", "101")):
            headers = {"Host": f"{host}:{port}", **UPGRADE, "Origin": app.host.origin}
            assert expected in await status(port, request(f"/1/{app.window.id}?key={key}", headers))


async def test_a_request_that_is_no_upgrade_gets_400_and_harms_nobody() -> None:
    async with open_host(plugin) as app, connected(app) as page:
        port = await port_of(app)
        without = {name: value for name, value in UPGRADE.items() if name != "Sec-WebSocket-Key"}
        host = {"Host": f"localhost:{port}"}
        assert "400" in await status(port, request("/", {**host, **without}))
        assert "400" in await status(port, request("/", host))
        assert "400" in await status(port, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
        assert await status(port, request("/", {"Host": "\u2603", **UPGRADE}).replace(b"\xe2", b"\xff")) == ""
        assert (await page.get("ipc://ping"))[0] == 200


def listening(port: int) -> list[str]:
    """Return the IPv4 addresses something listens on with this port, as the kernel writes them."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [line[1] for line in lines if line[3] == "0A" and int(line[1][9:], 16) == port]


async def test_the_port_answers_on_loopback_alone() -> None:
    async with open_host(plugin) as app:
        port = await port_of(app)
        assert listening(port) == [f"0100007F:{port:04X}"]


async def test_no_secret_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with open_host(plugin) as app:
            port, key = await port_of(app), (await app.call("internal.conduit.getSharedKey")).data["sharedKey"]
            issued = (await app.call("internal.conduit.ticket")).data["ticket"]
            headers = {"Host": f"localhost:{port}", **UPGRADE, "Origin": "https://example.com"}
            protocols = {"Sec-WebSocket-Protocol": f"oro.conduit.v2, oro.ticket.{issued}"}
            await status(port, request(f"/1/{app.window.id}?key={key}", headers))
            await status(port, request(f"/1/2?key={key}", {**headers, "Origin": app.host.origin}))
            await status(port, request("/", {**headers, **protocols}))
            async with connected(app) as page:
                await page.get("ipc://ping")
    assert "Refused a connection: the Origin header is not the app's own" in caplog.text
    assert "Refused a connection: no key, or none of the window it names" in caplog.text
    assert key not in caplog.text
    assert issued not in caplog.text


async def test_more_connections_than_allowed_are_closed_unheard() -> None:
    async with open_host(plugin, settings={"conduit_max_clients": 2}) as app, connected(app) as page:
        port = await port_of(app)
        idle = await trio.open_tcp_stream("127.0.0.1", port)
        async with idle:
            await trio.testing.wait_all_tasks_blocked()
            surplus = await trio.open_tcp_stream("127.0.0.1", port)
            async with surplus:
                with trio.fail_after(PATIENCE):
                    assert await surplus.receive_some(1) == b""
        assert (await page.get("ipc://ping"))[0] == 200
