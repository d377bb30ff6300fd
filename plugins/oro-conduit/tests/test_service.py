"""The life of connections: pausing, breaking, resuming, going slow, going too far, and ending."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote

import pytest
import trio
import trio.testing
from msgspec.structs import replace
from oro_conduit import plugin
from oro_conduit.service import Conduit
from oro_conduit.testing import Call as PageCall
from oro_conduit.testing import Page, client, connected, connected_held
from oro_conduit.wire import frame_v2
from oro_conduit.wire.frame_v2 import Kind
from oro_conduit.wire.streams import Multiplexer

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import PluginUnavailable
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import ByteStream, FileResponse, WindowStatus

pytestmark = pytest.mark.anyio


class Routes:
    """Routes whose runs are counted and which wait for a gate."""

    def __init__(self) -> None:
        self.gate = trio.Event()
        self.runs = 0
        self.cancelled = 0

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.gated, self.at_once, self.flood, self.file, self.large]

    @route("s.gated")
    async def gated(self, call: Call) -> int:
        self.runs += 1
        try:
            await self.gate.wait()
        except trio.Cancelled:
            self.cancelled += 1
            raise
        return self.runs

    @route("s.atOnce")
    async def at_once(self, call: Call) -> int:
        self.runs += 1
        return self.runs

    @route("s.large")
    async def large(self, call: Call, size: int) -> bytes:
        self.runs += 1
        return bytes(size)

    @route("s.file")
    async def file(self, call: Call, path: str) -> FileResponse:
        self.runs += 1
        return FileResponse(fd=os.open(path, os.O_RDONLY))

    @route("s.flood")
    async def flood(self, call: Call) -> ByteStream:
        async def source() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield bytes(16384)
            finally:
                self.cancelled += 1

        return ByteStream(source())


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


async def broken(page: Page) -> None:
    """Break a page's connection as a crash would."""
    await page.wire.websocket._stream.aclose()  # type: ignore[attr-defined]


async def resume(app: OpenHost, call: str) -> Any:
    with trio.fail_after(PATIENCE):
        return await app.call("internal.conduit.resume", call=call)


# -- routes ---------------------------------------------------------------------------------------


async def test_the_routes_are_those_of_the_contract() -> None:
    async with open_host(plugin) as app:
        status = (await app.call("internal.conduit.status")).data
        key = conduit(app).keys.of(app.window)
        assert status == {"sharedKey": key, "isActive": True, "port": conduit(app).loopback.port}
        assert (await app.call("internal.conduit.start")).data == {"isActive": True, "port": status["port"]}
        assert (await app.call("internal.conduit.stop")).data == {}
        assert (await app.call("internal.conduit.status")).data == {**status, "isActive": False}
        assert (await app.call("internal.conduit.start")).data == {"isActive": True, "port": status["port"]}
        assert (await app.call("internal.conduit.getSharedKey")).data == {"sharedKey": key}
        short = await app.call("internal.conduit.setSharedKey", sharedKey="1234567")
        assert short.err["message"] == "Invalid shared key length. Must be at least 8 bytes"
        assert (await app.call("internal.conduit.setSharedKey", sharedKey="schlüsse")).data == {"sharedKey": "schlüsse"}
        async with client(app, "1", key="schlüsse"):
            assert conduit(app).connected("1")


async def test_windows_are_told_where_to_connect() -> None:
    async with open_host(plugin) as app:
        port = conduit(app).loopback.port
        preload = plugin.oro_preload(app.window)
        assert preload is not None
        args = preload.args["conduit"]
        assert (args["port"], args["hostname"], len(args["sharedKey"])) == (port, "localhost", 32)
        assert args["sharedKey"] == (await app.call("internal.conduit.getSharedKey")).data["sharedKey"]
        assert plugin.oro_csp(app.window) == {"connect-src": [f"ws://127.0.0.1:{port}", f"ws://localhost:{port}"]}


async def test_the_port_is_known_before_anything_runs_and_two_apps_have_two() -> None:
    async with open_host(plugin) as one, open_host(plugin) as two:
        assert conduit(one).loopback.port != conduit(two).loopback.port
        assert conduit(one).keys.of(one.window) != conduit(two).keys.of(two.window)
        taken = conduit(one).loopback.port
        with pytest.raises(PluginUnavailable, match=f"Cannot take port {taken}"):
            async with open_host(plugin, settings={"conduit_port": taken}):
                pass


# -- pause and resume -----------------------------------------------------------------------------


async def test_pausing_closes_and_resuming_listens_on_the_same_port() -> None:
    settings = {"lifecycle_desktop_always_running": False}
    async with open_host(plugin, settings=settings) as app:
        port = conduit(app).loopback.port
        async with connected(app) as page, client(app, "77") as one:
            await app.host.pause()
            assert (await page.closed())[0] == 1001
            with pytest.raises(Exception, match="1001"):
                await one.receive()
            assert not conduit(app).loopback.active
            assert not conduit(app).connected("77")
            with pytest.raises(OSError, match=str(port)):
                await trio.open_tcp_stream("127.0.0.1", port)
            assert (await app.call("internal.conduit.start")).err["message"].startswith("Failed to start Conduit")
        await app.host.resume()
        assert conduit(app).loopback.port == port
        async with connected(app) as page:
            assert (await page.get("ipc://ping"))[0] == 200


async def test_what_was_queued_for_a_page_leaves_before_the_end() -> None:
    async with open_host(plugin) as app, connected(app) as page:
        (connection,) = conduit(app).connections.pages
        assert connection.send_message({"id": "1"}, b"last words")
        connection.close()
        await page.closed()
        assert [message.body for message in page.messages] == [b"last words"]


async def test_a_call_under_way_when_the_app_pauses_is_finished_over_the_scheme() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        await page.open("ipc://s.gated", call="c1")
        await until(lambda: routes.runs)
        await conduit(app).pause()
        await page.closed()
        routes.gate.set()
        assert (await resume(app, "c1")).data == 1
        assert routes.runs == 1


# -- calls outlive their connection ---------------------------------------------------------------


async def test_a_call_is_run_once_whenever_the_connection_breaks() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        await page.open("ipc://s.gated", call="before the answer")
        await page.get("ipc://s.atOnce", call="after the answer")
        await until(lambda: routes.runs == 2)
        await broken(page)
        await until(lambda: not conduit(app).connections.pages)
        with trio.move_on_after(0.05) as early:
            await app.call("internal.conduit.resume", call="before the answer")
        assert early.cancelled_caught, "it waits for the answer"
        routes.gate.set()
        reply = await resume(app, "before the answer")
        assert (reply.status, reply.json()["source"], reply.data) == (200, "s.gated", 2)
        assert (await resume(app, "after the answer")).data == 2
        unknown = await resume(app, "never sent")
        assert (unknown.status, unknown.err["code"]) == (404, "ERR_CALL_UNKNOWN")
        assert routes.runs == 2


async def test_a_call_whose_body_did_not_arrive_whole_never_arrived() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        await page.open("ipc://s.atOnce", b"half", method="POST", end=False, call="half")
        await broken(page)
        await until(lambda: not conduit(app).connections.pages)
        assert (await resume(app, "half")).err["code"] == "ERR_CALL_UNKNOWN"
        assert routes.runs == 0


async def test_a_stream_that_was_being_read_is_lost_and_its_handler_cancelled() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as page:
        call = await page.open("ipc://s.flood", call="flood")
        await call.read()
        await broken(page)
        await until(lambda: routes.cancelled)
        lost = await resume(app, "flood")
        assert (lost.status, lost.err["code"], lost.err["type"]) == (502, "ERR_CALL_LOST", "NetworkError")


async def test_a_file_is_given_out_again(tmp_path: Any) -> None:
    content = os.urandom(900_000)
    (tmp_path / "file").write_bytes(content)
    before = len(os.listdir("/proc/self/fd"))
    routes = Routes()
    async with open_host(plugin, routes) as app:
        async with connected(app) as page:
            await page.open(f"ipc://s.file?path={quote(str(tmp_path / 'file'))}", call="file")
            await until(lambda: routes.runs)
            await broken(page)
            await until(lambda: not conduit(app).connections.pages)
        reply = await resume(app, "file")
        assert (reply.body, reply.headers["content-length"]) == (content, "900000")
    assert routes.runs == 1
    assert len(os.listdir("/proc/self/fd")) == before


async def test_an_answer_too_large_to_keep_is_lost_not_repeated() -> None:
    routes = Routes()
    async with open_host(plugin, routes, settings={"conduit_max_queued": 100_000}) as app, connected(app) as page:
        assert len((await page.get("ipc://s.large?size=100001", call="large"))[1]) == 100_001
        await broken(page)
        await until(lambda: not conduit(app).connections.pages)
        assert (await resume(app, "large")).err["code"] == "ERR_CALL_LOST"
        assert routes.runs == 1


async def test_answers_the_page_has_are_not_kept() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        for number in range(200):
            await page.get("ipc://s.atOnce", call=f"c{number}")
        assert len(conduit(app).calls) <= 70


async def test_another_window_cannot_ask_for_an_answer() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        await page.get("ipc://s.atOnce", call="mine")
        other = app.host.windows_manager.create(ViewSpec(url=f"{app.host.origin}/other.html"), 1)
        async with app.client_of(app.host.origin, other) as stranger:
            reply = await stranger.get("ipc://internal.conduit.resume?call=mine")
        assert reply.json()["err"]["code"] == "ERR_CALL_UNKNOWN"


async def test_calls_are_given_up_some_time_after_the_break_unless_somebody_waits() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, trio.open_nursery() as nursery:
        service = conduit(app)
        service.connections.limits = replace(service.connections.limits, keep=3600)
        async with connected(app) as page:
            await page.open("ipc://s.gated", call="forgotten")
            await page.open("ipc://s.gated", call="waited for")
            await until(lambda: routes.runs == 2)
            await broken(page)
            await until(lambda: not service.connections.pages)
        replies: list[Any] = []

        async def wait() -> None:
            replies.append(await resume(app, "waited for"))

        nursery.start_soon(wait)
        await until(lambda: any(call._waiters for call in service.calls._calls.values()))
        assert len(service.calls) == 2
        (kept,) = service.calls._kept[app.window]
        kept.cancel()  # as it is when their time is over
        await until(lambda: len(service.calls) == 0)
        await until(lambda: routes.cancelled == 1)
        routes.gate.set()
        await until(lambda: replies)
        assert replies[0].data == 2
        assert (await resume(app, "forgotten")).err["code"] == "ERR_CALL_UNKNOWN"


@pytest.mark.parametrize("first", ["connection", "window", "page"])
async def test_nothing_waits_for_a_page_that_is_gone(first: str) -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        service = conduit(app)
        service.connections.limits = replace(service.connections.limits, keep=3600)
        await page.open("ipc://s.gated", call="kept")
        await until(lambda: len(service.calls) == 1)
        if first != "window":
            await broken(page)
            await until(lambda: keeping(service))
        if first == "page":
            await service.release(app.window)
        else:
            app.host.windows_manager.close(app.window)
        await until(lambda: not keeping(service) and not service.connections.pages)
        assert not len(service.calls)


def keeping(service: Conduit) -> list[str]:
    """Return the tasks that keep calls of connections that ended."""
    assert service.connections.tasks is not None
    return [task.name for task in service.connections.tasks.child_tasks if task.name.endswith("expire")]


async def test_calls_of_a_page_that_is_gone_are_given_up_at_once() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app:
        async with connected(app) as page:
            await page.open("ipc://s.gated", call="c1")
            await until(lambda: routes.runs)
            await conduit(app).release(app.window)
            assert routes.cancelled < 1, "the connection is the new document's"
            await broken(page)
            await until(lambda: not conduit(app).connections.pages)
        await conduit(app).release(app.window)
        await until(lambda: routes.cancelled == 1)
        assert len(conduit(app).calls) == 0


async def test_a_window_that_closes_takes_its_connections_along() -> None:
    async with open_host(plugin, Routes()) as app, connected(app) as page:
        app.window.move_to(WindowStatus.CLOSING)
        await conduit(app).release(app.window)
        assert (await page.closed())[0] == 1001


# -- going slow, going too far --------------------------------------------------------------------


async def flooded(page: Page, app: OpenHost, count: int) -> list[PageCall]:
    return [await page.open("ipc://s.flood") for _ in range(count)]


async def test_a_page_that_does_not_read_holds_up_nobody_and_holds_little() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected(app) as slow, connected(app) as quick:
        before = await memory()
        await flooded(slow, app, 60)
        waits = []
        for _ in range(200):
            began = trio.current_time()
            assert (await quick.get("ipc://ping"))[0] == 200
            waits.append(trio.current_time() - began)
        assert sorted(waits)[len(waits) // 2] < 0.1
        grown = await memory() - before
        assert grown < 60 * (256 + 3 * 128) * 1024 + (32 << 20), "one window and one block each way, for each stream"


async def memory() -> int:
    await trio.testing.wait_all_tasks_blocked()
    gc.collect()
    with open("/proc/self/statm") as statm:  # noqa: ASYNC230 - /proc does not wait
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_a_page_that_takes_nothing_is_closed() -> None:
    settings = {"conduit_stall": 0.2}
    async with open_host(plugin, Routes(), settings=settings) as app, connected(app) as other:
        ticket = (await app.call("internal.conduit.ticket")).data
        async with await trio.open_tcp_stream("127.0.0.1", ticket["port"]) as stream:
            await stream.send_all(upgrade(app, ticket))
            await stream.receive_some(4096)
            await until(lambda: len(conduit(app).connections.pages) == 2)
            page = Multiplexer(role="page")
            for _ in range(100):
                page.open({"url": "ipc://s.flood", "method": "GET"})
            while batch := page.take():
                await stream.send_all(masked(batch))
            assert len(conduit(app).connections.pages) == 2
            await until(lambda: len(conduit(app).connections.pages) == 1)
        assert (await other.get("ipc://ping"))[0] == 200


def upgrade(app: OpenHost, ticket: Any) -> bytes:
    return (
        f"GET / HTTP/1.1\r\nHost: localhost:{ticket['port']}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {app.host.origin}\r\n"
        f"Sec-WebSocket-Protocol: oro.conduit.v2, oro.ticket.{ticket['ticket']}\r\n\r\n"
    ).encode()


def masked(data: bytes) -> bytes:
    """Return a binary WebSocket message whose mask is zero."""
    return b"\x82\xfe" + len(data).to_bytes(2, "big") + bytes(4) + data


LIMITS: dict[str, tuple[dict[str, Any], list[bytes], int]] = {
    "streams": (
        {"conduit_max_streams": 2},
        [frame_v2.with_headers(Kind.OPEN, id, {"url": "ipc://s.gated"}) for id in (1, 3, 5)],
        1008,
    ),
    "frame": ({"conduit_max_frame": 1000}, [frame_v2.encode(Kind.DATA, 1, bytes(1001))], 1009),
    "unread": (
        {"conduit_max_unread": 1000},
        [frame_v2.with_headers(Kind.OPEN, 1, {"url": "ipc://s.gated"}, bytes(1001), frame_v2.DUPLEX)],
        1008,
    ),
    "message": ({"conduit_max_frame": 1000}, [bytes(200_000)], 1009),
    "protocol": ({}, [b"nonsense that is no frame"], 1002),
}


@pytest.mark.parametrize("name", LIMITS)
async def test_whoever_goes_too_far_is_told_why_and_nobody_else_notices(name: str) -> None:
    settings, messages, code = LIMITS[name]
    async with open_host(plugin, Routes(), settings=settings) as app, connected(app) as bad, connected(app) as good:
        for message in messages:
            await bad.wire.send(message)
        with trio.fail_after(PATIENCE):
            closed, reason = await bad.closed()
        assert closed == code
        assert reason
        assert (await good.get("ipc://ping"))[0] == 200


async def test_text_closes_with_its_code() -> None:
    async with open_host(plugin) as app, connected(app) as page:
        await page.wire.websocket.send_message("text")  # type: ignore[attr-defined]
        assert (await page.closed())[0] == 1003


async def test_bodies_beyond_the_limit_fail_that_call_alone() -> None:
    async with open_host(plugin, Routes(), settings={"conduit_max_unread": 300_000}) as app, connected(app) as page:
        call = await page.open("ipc://s.atOnce", method="POST", end=False)
        await call.send(bytes(400_000), end=True)
        await call.body()
        assert call.failure is not None
        assert call.failure["code"] == "ERR_TOO_LARGE"
        assert (await page.get("ipc://ping"))[0] == 200


async def test_more_waiting_than_allowed_makes_calls_wait_not_fail() -> None:
    settings = {"conduit_max_queued": 100_000}
    async with open_host(plugin, Routes(), settings=settings) as app, connected(app) as page:
        calls = [await page.open("ipc://s.large?size=60000") for _ in range(40)]
        assert [len(await call.body()) for call in calls] == [60_000] * 40


# -- both ways of travelling ----------------------------------------------------------------------


async def test_the_held_request_carries_the_same() -> None:
    routes = Routes()
    async with open_host(plugin, routes) as app, connected_held(app) as page:
        status, body = await page.get("ipc://s.atOnce")
        assert (status, json.loads(body)["data"]) == (200, 1)
        assert len((await page.get("ipc://s.large?size=500000"))[1]) == 500_000
        await page.say(b"x", client="9", digest=True, token=1)
        await page.until(lambda: page.messages)
        assert page.messages[0].headers["client"] == "9"
        flood = await page.open("ipc://s.flood")
        await flood.read()
        page.streams.cancel(flood.stream)
        await page.flush()
        await until(lambda: routes.cancelled)
        assert (await page.get("ipc://ping"))[0] == 200


async def test_the_held_request_ends_with_its_page_and_with_the_host() -> None:
    async with open_host(plugin, Routes()) as app:
        async with connected_held(app) as page:
            await page.get("ipc://ping")
            assert len(conduit(app).connections.requests) == 1
        await until(lambda: not conduit(app).connections.requests)
        async with connected_held(app) as page:
            await page.get("ipc://ping")
            await conduit(app).pause()
            await page.closed()
            assert not conduit(app).connections.pages


async def test_a_held_request_needs_its_own_ticket_and_window() -> None:
    async with open_host(plugin) as app, connected_held(app) as page:
        await page.get("ipc://ping")
        (ticket,) = conduit(app).connections.requests
        assert (await app.call("internal.conduit.held", ticket=ticket)).status == 403
        assert (await app.call("internal.conduit.held", ticket="guess")).status == 403
        assert (await app.call("internal.conduit.push", b"", ticket="guess")).status == 404


# -- the end --------------------------------------------------------------------------------------


async def test_nothing_is_left_when_the_app_ends() -> None:
    before = len(os.listdir("/proc/self/fd"))
    routes = Routes()
    async with trio.open_nursery() as nursery:
        tasks = len(nursery.child_tasks)
        async with open_host(plugin, routes) as app:
            port = conduit(app).loopback.port
            async with connected(app) as page, client(app, "1"), connected_held(app) as held:
                await page.open("ipc://s.gated", call="c1")
                await held.open("ipc://s.flood")
                await until(lambda: routes.runs)
                diagnostics = (await app.call("diagnostics.query")).data["conduit"]
                assert diagnostics["clients"] == {"handles": {"count": 1, "ids": ["1"]}}
                assert diagnostics["connections"]["count"] == 3
        assert routes.cancelled == len(["gated", "flood"])
        with pytest.raises(OSError, match=str(port)):
            await trio.open_tcp_stream("127.0.0.1", port)
        assert len(nursery.child_tasks) == tasks
    assert len(os.listdir("/proc/self/fd")) == before


async def test_the_host_ends_quickly_while_pages_are_connected() -> None:
    async with trio.open_nursery() as nursery:
        left = trio.Event()
        ended = trio.Event()

        async def run(task_status: trio.TaskStatus[OpenHost]) -> None:
            async with open_host(plugin, Routes()) as app:
                task_status.started(app)
                await left.wait()
            ended.set()

        app = await nursery.start(run)
        async with connected(app) as page:
            await page.open("ipc://s.gated", call="c1")
            with trio.fail_after(PATIENCE):
                left.set()
                assert (await page.closed())[0] == 1001
                await ended.wait()
