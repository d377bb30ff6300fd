"""Bytes go both ways at the same time, each side ends by itself, and neither runs ahead of the other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from oro_framework import Call, Host, hookimpl, route
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.testing import OpenHost, open_host

pytestmark = pytest.mark.anyio


@route("duplex.shout")
async def shout(call: Call, mark: str = "!") -> None:
    stream = call.stream()
    async for chunk in stream:
        await stream.send(chunk.upper() + mark.encode())
    await stream.send(b".")


@route("duplex.breaks")
async def breaks(call: Call) -> None:
    await call.stream().send(b"begun")
    raise ValueError("broken in the middle")


@route("duplex.plain")
async def plain(call: Call) -> str:
    return "no stream"


class Plugin:
    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [shout, breaks, plain]


@asynccontextmanager
async def opened_stream(opened: OpenHost, url: str) -> AsyncIterator[tuple[trio.MemorySendChannel[bytes], MemoryReply]]:
    send, receive = trio.open_memory_channel[bytes](0)

    async def incoming() -> bytes:
        try:
            return await receive.receive()
        except trio.EndOfChannel:
            return b""

    caller = Caller(window=opened.window, origin=opened.host.origin)
    reply = MemoryReply()
    exchange = opened.host.exchanges.open(Request(target=parse_target(url), caller=caller, incoming=incoming), reply)
    yield send, reply
    exchange.abort()


async def test_both_ways() -> None:
    async with open_host(Plugin()) as opened, opened_stream(opened, "ipc://duplex.shout?mark=?") as (send, reply):
        await send.send(b"one")
        assert (await reply.head()).status == 200
        assert await reply.read() == b"ONE?"
        await send.send(b"two")
        assert await reply.read() == b"TWO?"
        send.close()
        assert [await reply.read(), await reply.read()] == [b".", b""]


async def test_a_page_that_does_not_read_is_not_listened_to() -> None:
    async with open_host(Plugin()) as opened, opened_stream(opened, "ipc://duplex.shout") as (send, reply):
        await send.send(b"one")
        await reply.head()
        with trio.move_on_after(0.05) as scope:
            await send.send(b"two")
        assert scope.cancelled_caught


async def test_a_route_that_breaks_cuts_the_stream() -> None:
    async with open_host(Plugin()) as opened, opened_stream(opened, "ipc://duplex.breaks") as (_, reply):
        await reply.head()
        assert await reply.read() == b"begun"
        with pytest.raises(Exception, match="cut off"):
            await reply.read()


async def test_a_route_that_wants_no_stream_answers_as_always() -> None:
    async with open_host(Plugin()) as opened:
        async with opened_stream(opened, "ipc://duplex.plain") as (_, reply):
            assert (await reply.head()).status == 200
            assert b'"no stream"' in await reply.read()
        assert "instead of openStream" in (await opened.call("duplex.shout")).err["message"]
