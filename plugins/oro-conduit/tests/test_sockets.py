"""A live socket held to RFC 6455 by a client that is not ours, and by bytes no client would send."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.carriers.carrier import Parts
from oro_conduit.carriers.socket_carrier import SocketCarrier
from oro_conduit.carriers.websocket import head_of
from oro_conduit.testing import connected
from oro_conduit.wire.frame_v2 import Kind
from oro_conduit.wire.frame_v2 import encode as frame_v2
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Event, Ping, Pong, Request

from oro_framework.testing import PATIENCE, OpenHost, open_host

pytestmark = pytest.mark.anyio


class Client:
    """A WebSocket by wsproto on a stream of its own; also sends what wsproto would not."""

    def __init__(self, stream: trio.SocketStream) -> None:
        self.stream = stream
        self.protocol = WSConnection(ConnectionType.CLIENT)
        self._message = bytearray()

    async def send(self, *events: Event) -> None:
        """Send events, as many bytes at once as they have."""
        await self.stream.send_all(b"".join(self.protocol.send(event) for event in events))

    async def raw(self, data: bytes, *, step: int = 0) -> None:
        """Send bytes as they are, a few at a time."""
        for at in range(0, len(data), step or len(data)):
            await self.stream.send_all(data[at : at + (step or len(data))])
            await trio.lowlevel.checkpoint()

    async def next(self) -> Event:
        """Wait for the next event; messages come whole."""
        with trio.fail_after(PATIENCE):
            while True:
                for event in self.protocol.events():
                    if not isinstance(event, BytesMessage):
                        return event
                    self._message += event.data
                    if event.message_finished:
                        whole, self._message = bytes(self._message), bytearray()
                        return BytesMessage(data=whole)
                self.protocol.receive_data(await self.stream.receive_some(65536) or None)

    async def echo(self, payload: bytes) -> None:
        """Have the host answer a ping of Conduit's, which is a binary message here."""
        assert await self.next() == BytesMessage(data=frame_v2(Kind.PONG, 0, payload))

    async def ended(self, code: int) -> None:
        """Expect the host to close with a code, and then to hang up."""
        event = await self.next()
        assert isinstance(event, CloseConnection)
        assert event.code == code
        with trio.fail_after(PATIENCE):
            await self.stream.send_all(masked(0x88, code.to_bytes(2, "big")))
            assert await self.stream.receive_some(1) == b""


def masked(first: int, payload: bytes = b"") -> bytes:
    """Return a short frame whose mask is zero."""
    return bytes((first, 0x80 | len(payload), 0, 0, 0, 0)) + payload


def said(payload: bytes) -> bytes:
    """Return a frame of Conduit that is answered by one with the same payload."""
    return frame_v2(Kind.PING, 0, payload)


@asynccontextmanager
async def dialled(app: OpenHost) -> AsyncIterator[Client]:
    """Open a socket for the length of the block."""
    ticket = (await app.call("internal.conduit.ticket")).data
    async with await trio.open_tcp_stream("127.0.0.1", ticket["port"]) as stream:
        client = Client(stream)
        protocols = ["oro.conduit.v2", f"oro.ticket.{ticket['ticket']}"]
        origin = [(b"origin", app.host.origin.encode())]
        host = f"127.0.0.1:{ticket['port']}"
        await client.send(Request(host=host, target="/", subprotocols=protocols, extra_headers=origin))
        assert isinstance(await client.next(), AcceptConnection)
        yield client


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with open_host(plugin) as app, connected(app) as witness, dialled(app) as client:
        yield client
        assert (await witness.get("ipc://ping"))[0] == 200, "nobody else notices"


@pytest.mark.parametrize("size", [0, 1, 115, 116, 117, 1000, 65525, 65526, 200_000])
@pytest.mark.parametrize("step", [0, 997])
async def test_messages_of_every_length_come_back(client: Client, size: int, step: int) -> None:
    payload = bytes(index % 251 for index in range(size))
    await client.raw(client.protocol.send(BytesMessage(data=said(payload))), step=step)
    await client.echo(payload)


async def test_a_message_byte_by_byte(client: Client) -> None:
    await client.raw(client.protocol.send(BytesMessage(data=said(b"slow"))), step=1)
    await client.echo(b"slow")


@pytest.mark.parametrize("step", [0, 1, 7])
async def test_fragments_with_pings_between_are_one_message(client: Client, step: int) -> None:
    whole = said(b"in three pieces")
    data = b"".join(
        client.protocol.send(event)
        for event in (
            BytesMessage(data=whole[:4], message_finished=False),
            Ping(payload=b"between"),
            BytesMessage(data=b"", message_finished=False),
            BytesMessage(data=whole[4:], message_finished=True),
        )
    )
    await client.raw(data, step=step)
    assert await client.next() == Pong(payload=b"between")
    await client.echo(b"in three pieces")


async def test_many_messages_at_once_are_answered_in_order(client: Client) -> None:
    await client.send(*(BytesMessage(data=said(b"%d" % number)) for number in range(500)))
    answers = bytearray()
    wanted = b"".join(frame_v2(Kind.PONG, 0, b"%d" % number) for number in range(500))
    while len(answers) < len(wanted):
        event = await client.next()
        assert isinstance(event, BytesMessage)
        answers += event.data
    assert answers == wanted


@pytest.mark.parametrize("payload", [b"", b"x" * 125, bytes(range(100))])
async def test_a_ping_is_answered_with_what_it_held(client: Client, payload: bytes) -> None:
    await client.send(Ping(payload=payload))
    assert await client.next() == Pong(payload=payload)


async def test_of_many_pings_the_last_is_answered_and_pongs_nobody_asked_for_are_not(client: Client) -> None:
    await client.send(Pong(payload=b"unasked"), *(Ping(payload=b"%d" % number) for number in range(10)))
    while await client.next() != Pong(payload=b"9"):
        pass
    await client.send(BytesMessage(data=said(b"still there")))
    await client.echo(b"still there")


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
async def test_a_close_code_is_given_back(client: Client, code: int) -> None:
    await client.send(CloseConnection(code=code, reason="enough"))
    event = await client.next()
    assert isinstance(event, CloseConnection)
    assert event.code == code


async def test_a_close_without_a_code_is_answered_without_one(client: Client) -> None:
    await client.raw(masked(0x88) + masked(0x82, said(b"late")))
    assert await client.stream.receive_some(100) == b"\x88\x00"
    with trio.fail_after(PATIENCE):
        assert await client.stream.receive_some(1) == b""


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
async def test_a_close_code_that_is_none_is_a_broken_rule(client: Client, code: int) -> None:
    await client.raw(masked(0x88, code.to_bytes(2, "big")))
    await client.ended(1002)


BROKEN = {
    "not masked": (b"\x82\x00", 1002),
    "reserved bits": (masked(0xF2), 1002),
    "an unknown opcode": (masked(0x85), 1002),
    "an unknown control opcode": (masked(0x8F), 1002),
    "a fragmented ping": (masked(0x09, b"x"), 1002),
    "a ping of 126 bytes": (b"\x89\xfe\x00\x7e", 1002),
    "a continuation of nothing": (masked(0x80, b"x"), 1002),
    "a message before the last one ended": (masked(0x02, b"x") + masked(0x82, b"y"), 1002),
    "text": (masked(0x81, b"text"), 1003),
    "a close frame of one byte": (masked(0x88, b"x"), 1002),
    "a close reason that is no text": (masked(0x88, b"\x03\xe8\xce\xba\xe1"), 1007),
    "a message of 1 GiB": (b"\x82\xff" + (1 << 30).to_bytes(8, "big") + bytes(4), 1009),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("step", [0, 1])
async def test_a_broken_rule_closes_with_its_code_after_what_was_good(client: Client, name: str, step: int) -> None:
    data, code = BROKEN[name]
    await client.raw(masked(0x82, said(b"good")) + data, step=step)
    await client.echo(b"good")
    await client.ended(code)


async def test_fragments_that_become_too_large_are_refused() -> None:
    async with open_host(plugin, settings={"conduit_max_frame": 1000}) as app, dialled(app) as client:
        piece = bytes(40_000)
        await client.send(*(BytesMessage(data=piece, message_finished=False) for _ in range(2)))
        await client.ended(1009)


async def test_a_message_as_large_as_a_frame_may_be_arrives() -> None:
    async with open_host(plugin) as app, dialled(app) as client:
        payload = bytes(4 << 20)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(client.send, BytesMessage(data=said(payload)))
            await client.echo(payload)


async def test_a_message_in_parts_leaves_as_one_however_much_the_socket_takes() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for end in (ours, theirs):
            end.setblocking(False)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        carrier = SocketCarrier(ours, max_message=1)
        messages: list[Parts] = [[bytes([number]) * 30_000, memoryview(bytes(range(256)) * 100)] for number in range(3)]
        wanted = b"".join(head_of(len(whole := b"".join(parts))) + whole for parts in messages)
        for parts in messages:
            carrier.write(parts)
        assert carrier.full, "the socket takes less than there is"
        found = bytearray()
        with trio.fail_after(PATIENCE):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(carrier.drain)
                while len(found) < len(wanted):
                    await trio.lowlevel.wait_readable(theirs)
                    found += theirs.recv(1 << 16)
        assert found == wanted
        assert not carrier.full
