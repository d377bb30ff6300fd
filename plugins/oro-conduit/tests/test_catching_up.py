"""Before a call counts as never arrived, what its page had sent is read; one that has not begun never will."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.service import Conduit
from oro_conduit.testing import Call as PageCall
from oro_conduit.testing import Page, connected

from oro_framework import Call, Host, hookimpl, route
from oro_framework.testing import OpenHost, open_host

pytestmark = pytest.mark.anyio


class Routes:
    """Routes whose runs are counted."""

    def __init__(self) -> None:
        self.runs = 0

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.count, self.large]

    @route("c.count")
    async def count(self, call: Call) -> int:
        self.runs += 1
        return self.runs

    @route("c.large")
    async def large(self, call: Call) -> bytes:
        return bytes(60_000)


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


def open_now(page: Page, call: str, *, end: bool = True) -> int:
    """Send the opening of a call without giving the host a turn; return its stream."""
    stream = page.streams.open({"url": "ipc://c.count", "call": call}, end=end)
    page.calls[stream] = PageCall(page, stream)
    data = page.streams.take()
    websocket: Any = page.wire.websocket  # type: ignore[attr-defined]
    message = b"\x82" + bytes((0x80 | len(data),)) + bytes(4) + data
    assert os.write(websocket._stream.socket.fileno(), message) == len(message)
    return stream


def missed(app: OpenHost, call: str) -> bool:
    """Have the host look for a call as it does before it says that it never arrived; tell whether it did not."""
    service = conduit(app)
    service.connections.catch_up(app.window, call)
    return not service.calls.knows(app.window, call)


async def test_a_call_the_host_had_not_read_has_arrived() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        await page.get("ipc://ping")
        await trio.lowlevel.checkpoint()
        open_now(page, "c1")
        assert not conduit(app).calls.knows(app.window, "c1")
        assert not missed(app, "c1")
        reply = await app.call("internal.conduit.resume", call="c1")
        assert (reply.data, routes.runs) == (1, 1)


async def test_a_call_whose_body_is_not_whole_is_not_run_after_it_was_given_up() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        await page.get("ipc://ping")
        stream = open_now(page, "half", end=False)
        assert missed(app, "half")
        await page.calls[stream].send(b"rest", end=True)
        assert (await page.get("ipc://ping"))[0] == 200
        assert (await app.call("internal.conduit.resume", call="half")).err["code"] == "ERR_CALL_UNKNOWN"
        assert routes.runs == 0


async def test_a_call_that_waits_until_the_page_reads_is_not_run_after_it_was_given_up() -> None:
    routes = Routes()
    async with open_host(plugin, routes, settings={"conduit_max_queued": 100_000}) as app, connected(app) as page:
        calls = [await page.open("ipc://c.large") for _ in range(4)]
        (connection,) = conduit(app).connections.pages
        while connection._streams.queued <= 100_000:
            connection._streams.message({}, bytes(60_000))
        open_now(page, "waits")
        assert missed(app, "waits")
        assert [len(await call.body()) for call in calls] == [60_000] * 4
        assert (await page.get("ipc://ping"))[0] == 200
        assert routes.runs == 0


async def test_what_another_window_sent_is_none_of_its_business() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        await page.get("ipc://ping")
        open_now(page, "c1")
        service = conduit(app)
        service.connections.catch_up(None, "c1")
        assert not service.calls.knows(app.window, "c1")
