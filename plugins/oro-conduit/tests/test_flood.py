"""A page that floods the host costs others little: what it sent is handled in slices, and others come in between."""

from __future__ import annotations

import os
import select
from collections.abc import Sequence
from typing import Any

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.clients import connection as module
from oro_conduit.clients.connection import SLICE
from oro_conduit.testing import Call as PageCall
from oro_conduit.testing import Page, connected

from oro_framework import Call, Host, hookimpl, route
from oro_framework.testing import PATIENCE, OpenHost, open_host

pytestmark = pytest.mark.anyio

FLOOD = 450
"""Calls of one message."""
AT_A_TIME = 5
"""Calls a slice has time for, by the clock of these tests."""


class Routes:
    """Tells in which order pages were served."""

    def __init__(self) -> None:
        self.served: list[str] = []

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.serve]

    @route("flood.serve")
    async def serve(self, call: Call, page: str) -> None:
        self.served.append(page)


class Clock:
    """Time that passes only when it is looked at; the quiet page calls when it is looked at first."""

    def __init__(self, quiet: Page, host_side: int) -> None:
        self._quiet = quiet
        self._host_side = host_side
        self.looks = 0

    def __call__(self) -> float:
        if not self.looks:
            call_now(self._quiet)
            assert select.select([self._host_side], [], [], PATIENCE)[0], "the call is there while the flood is handled"
        self.looks += 1
        return self.looks * SLICE / (AT_A_TIME - 0.5)


def opened(page: Page, name: str, count: int) -> bytes:
    """Return the bytes of so many calls."""
    for _ in range(count):
        stream = page.streams.open({"url": f"ipc://flood.serve?page={name}"}, end=True)
        page.calls[stream] = PageCall(page, stream)
    return page.streams.take()


def call_now(page: Page) -> None:
    """Send one call without giving the host a turn."""
    data = opened(page, "quiet", 1)
    websocket: Any = page.wire.websocket  # type: ignore[attr-defined]
    message = b"\x82" + bytes((0x80 | len(data),)) + bytes(4) + data
    assert os.write(websocket._stream.socket.fileno(), message) == len(message)


def host_sides(app: OpenHost) -> set[int]:
    """Return the descriptors of the host's ends of connections."""
    service: Any = app.host.service("conduit")
    return {connection._carrier._socket.fileno() for connection in service.connections.pages}


async def test_a_page_that_floods_costs_another_a_few_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as flooding:
        await flooding.get("ipc://ping")
        before = host_sides(app)
        async with connected(app) as quiet:
            await quiet.get("ipc://ping")
            (host_side,) = host_sides(app) - before
            clock = Clock(quiet, host_side)
            flood = opened(flooding, "flooding", FLOOD)
            monkeypatch.setattr(module, "perf_counter", clock)
            await flooding.wire.send(flood)
            with trio.fail_after(PATIENCE):
                await flooding.until(lambda: all(call.ended for call in flooding.calls.values()))
                await quiet.until(lambda: all(call.ended for call in quiet.calls.values()))
    assert len(routes.served) == FLOOD + 1
    assert clock.looks > FLOOD
    assert routes.served.index("quiet") <= 10 * AT_A_TIME
