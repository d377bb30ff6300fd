"""Programs ask a server of a guest without a preview, piece by piece both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import trio
from oro_container.previews.dial import Dial
from oro_container.previews.fetch import GuestRequest, fetch
from oro_container.previews.testing import Guest, answering, read_until

from oro_framework.errors import Broken, InvalidArgument

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def served(guest: Guest) -> AsyncIterator[Dial]:
    """Serve a guest and return what connects to it."""
    async with trio.open_nursery() as nursery:
        listeners = await nursery.start(trio.serve_tcp, guest, 0)
        port = listeners[0].socket.getsockname()[1]

        async def dial(_port: int) -> trio.SocketStream:
            return await trio.open_tcp_stream("127.0.0.1", port)

        yield dial
        nursery.cancel_scope.cancel()


async def test_an_answer_is_read() -> None:
    asked: list[bytes] = []
    answer = b"HTTP/1.1 404 Not Found\r\nX-Own: 1\r\nContent-Length: 2\r\n\r\nhi"
    async with served(answering(answer, asked)) as dial:
        request = GuestRequest(port=3000, path="/x?y", headers=[("Accept", "*/*")])
        async with fetch(dial, request) as response:
            assert response.status == 404
            assert ("x-own", "1") in response.headers
            assert await response.read() == b"hi"
    assert asked == [b"GET /x?y HTTP/1.1\r\nhost: localhost:3000\r\naccept: */*"]


async def test_bodies_stream_both_ways_at_once() -> None:
    heard = trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"5\r\nfirst\r\n")
        await stream.send_all(b"HTTP/1.1 200 OK\r\n\r\none")
        await read_until(stream, b"6\r\nsecond\r\n0\r\n\r\n")
        await stream.send_all(b"two")
        await stream.aclose()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await heard.wait()
        yield b"second"

    async with served(guest) as dial, fetch(dial, GuestRequest(port=1, method="POST", body=body())) as response:
        assert await anext(response.body) == b"one"
        heard.set()
        assert await response.read() == b"two"


async def test_leaving_the_block_ends_the_guests_work() -> None:
    ended = trio.Event()

    async def guest(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\nbody")
        await stream.send_all(b"HTTP/1.1 200 OK\r\n\r\none")
        assert not await stream.receive_some()
        ended.set()

    async with served(guest) as dial:
        async with fetch(dial, GuestRequest(port=1, method="POST", body=b"body")):
            pass
        await ended.wait()


async def test_what_goes_wrong_is_told() -> None:
    async def silent(stream: trio.SocketStream) -> None:
        await read_until(stream, b"\r\n\r\n")

    async def failing() -> AsyncIterator[bytes]:
        yield b"x"
        raise KeyError("mine")

    async with served(silent) as dial:
        with pytest.raises(Broken, match='answer of port 1 to "/x"'):
            async with fetch(dial, GuestRequest(port=1, path="/x")):
                pass
        with pytest.raises(InvalidArgument, match="Cannot send"):
            async with fetch(dial, GuestRequest(port=1, headers=[("a b", "")])):
                pass
    async with served(answering(b"")) as dial:
        with pytest.raises(KeyError, match="mine"):
            async with fetch(dial, GuestRequest(port=1, body=failing())):
                pass
