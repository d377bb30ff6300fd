"""Calls over Conduit behave as they do over the scheme: the same answers, errors, streams and cancellation."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import trio
import trio.testing
from oro_conduit import plugin
from oro_conduit.service import Conduit
from oro_conduit.testing import connected

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import Busy
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import ByteStream, EventStream, FileResponse, Response, ServerEvent

pytestmark = pytest.mark.anyio


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


class Routes:
    """Routes of every kind."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.gate = trio.Event()
        self.runs = 0

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.value, self.echo, self.fails, self.busy, self.waits, self.chunks, self.events, self.file,
                self.shout, self.gated, self.whole, self.slow]  # fmt: skip

    @route("t.value")
    def value(self, call: Call, number: int = 0) -> dict[str, Any]:
        return {"number": number, "origin": call.origin, "window": call.window.index if call.window else None}

    @route("t.echo")
    async def echo(self, call: Call) -> bytes:
        return call.body

    @route("t.fails")
    async def fails(self, call: Call) -> None:
        raise ValueError("broken")

    @route("t.busy")
    def busy(self, call: Call) -> None:
        raise Busy("Cannot do it now")

    @route("t.waits")
    async def waits(self, call: Call) -> None:
        try:
            await trio.sleep_forever()
        finally:
            self.cancelled.append("waits")

    @route("t.slow", deadline=0.01)
    async def slow(self, call: Call) -> None:
        await trio.sleep_forever()

    @route("t.chunks")
    async def chunks(self, call: Call, size: int, count: int) -> ByteStream:
        async def source() -> AsyncIterator[bytes]:
            try:
                for number in range(count):
                    yield bytes([number % 256]) * size
            finally:
                self.cancelled.append("chunks")

        return ByteStream(source())

    @route("t.events")
    async def events(self, call: Call) -> EventStream:
        async def source() -> AsyncIterator[ServerEvent]:
            yield ServerEvent(data="one")
            yield ServerEvent(data="two", name="last")

        return EventStream(source())

    @route("t.file")
    async def file(self, call: Call, path: str) -> FileResponse:
        return FileResponse(fd=os.open(path, os.O_RDONLY), headers=[("content-type", "x/y")])

    @route("t.shout")
    async def shout(self, call: Call) -> None:
        stream = call.stream()
        async for chunk in stream:
            await stream.send(chunk.upper())
        await stream.send(b".")

    @route("t.gated")
    async def gated(self, call: Call) -> int:
        self.runs += 1
        await self.gate.wait()
        return self.runs

    @route("t.whole")
    async def whole(self, call: Call, size: int) -> Response:
        return Response(body=bytes(size), status=201, headers=[("x-kind", "whole")])


async def test_an_answer_is_the_same_as_over_the_scheme() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        for url in (
            "ipc://t.value?number=7",
            "ipc://t.value?number=x",
            "ipc://t.fails",
            "ipc://t.busy",
            "ipc://no.such",
            "ipc://t.slow",
            "ipc://t.events",
            "ipc://t.chunks?size=10&count=3",
        ):
            direct = await app.client.get(url)
            call = await page.open(url)
            body = await call.body()
            assert call.status == direct.status_code, url
            same = {name: value for name, value in call.headers.items() if name != "content-length"}
            assert same == dict(direct.headers), url
            if "json" in call.headers["content-type"]:
                over, scheme = json.loads(body), direct.json()
                over.pop("id", None), scheme.pop("id", None)
                assert over == scheme
            else:
                assert body == direct.content


async def test_the_caller_is_the_page_of_the_ticket() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        _, body = await page.get("ipc://t.value")
        assert f'"origin":"{app.host.origin}","window":0'.encode() in body


@pytest.mark.parametrize("size", [0, 1, 16 * 1024, 64 * 1024, 64 * 1024 + 1, 256 * 1024 + 1, 3_000_000])
async def test_bodies_of_every_size_go_both_ways(size: int) -> None:
    content = os.urandom(size)
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        call = await page.open("ipc://t.echo", content[:100_000], method="POST", end=size <= 100_000)
        if size > 100_000:
            await call.send(content[100_000:], end=True)
        assert await call.body() == content
        assert call.status == 200


async def test_a_file_travels_whole_and_is_closed(tmp_path: Path) -> None:
    content = os.urandom(1_000_000)
    (tmp_path / "file").write_bytes(content)
    before = len(os.listdir("/proc/self/fd"))
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        call = await page.open(f"ipc://t.file?path={quote(str(tmp_path / 'file'))}")
        assert await call.body() == content
        assert call.headers["content-type"] == "x/y"
        assert call.headers["content-length"] == "1000000"
        await page.get("ipc://t.value")
        with trio.fail_after(PATIENCE):
            while len(conduit(app).calls):
                await trio.testing.wait_all_tasks_blocked()
    assert len(os.listdir("/proc/self/fd")) == before


async def test_a_stream_waits_for_the_reader() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        call = await page.open("ipc://t.chunks?size=16384&count=200")
        await page.until(lambda: sum(map(len, call.chunks)) == 256 * 1024)
        assert (await page.get("ipc://ping"))[0] == 200
        assert sum(map(len, call.chunks)) == 256 * 1024
        assert len(await call.body()) == 16384 * 200


async def test_cancelling_reaches_the_handler() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        waiting = await page.open("ipc://t.waits")
        reading = await page.open("ipc://t.chunks?size=16384&count=20000")
        await reading.read()
        for call in (waiting, reading):
            page.streams.cancel(call.stream)
        await page.flush()
        await until(lambda: sorted(routes.cancelled) == ["chunks", "waits"])
        assert (await page.get("ipc://ping"))[0] == 200
        assert len(conduit(app).calls) <= 1


async def test_streams_go_both_ways() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        call = await page.open("ipc://t.shout", b"one", end=False, duplex=True)
        assert await call.read() == b"ONE"
        await call.send(b"two")
        assert await call.read() == b"TWO"
        await call.send(b"", end=True)
        assert await call.body() == b"."


async def test_a_duplex_moves_more_than_its_credit() -> None:
    content = os.urandom(2_000_000)
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        call = await page.open("ipc://t.shout", end=False, duplex=True)
        await call.send(content, end=True)
        assert await call.body() == content.upper() + b"."


async def test_a_bad_open_fails_that_call_alone() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        for url in ("no scheme", "oro://org.example.test/index.html"):
            call = await page.open(url)
            assert await call.body() == b""
            assert call.failure is not None
            assert call.failure["code"] == "ERR_INVALID_ARG"
        assert (await page.get("ipc://ping"))[0] == 200


async def test_another_origin_gets_no_ticket_and_a_denied_page_none_either() -> None:
    async with open_host(plugin) as app, app.client_of("https://example.com") as stranger:
        assert (await stranger.get("ipc://internal.conduit.ticket")).status_code == 403
    async with open_host(plugin, settings={"permissions_allow_conduit": False}) as app:
        assert (await app.call("internal.conduit.ticket")).status == 403
