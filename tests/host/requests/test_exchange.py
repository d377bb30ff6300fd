"""One exchange is answered once, or not at all after an abort; what happens in it stays in it."""

from __future__ import annotations

import gc
import logging
import os
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trio
import trio.testing

from oro_framework.errors import Closed
from oro_framework.host.kernel.threads import Threads
from oro_framework.host.requests.answer import Answer, App
from oro_framework.host.requests.asgi import app_of
from oro_framework.host.requests.exchange import Exchanges
from oro_framework.host.requests.memory_reply import MemoryReply
from oro_framework.host.requests.protocol import Request, parse_target
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.testing import PATIENCE
from oro_framework.types import ASGIApp, Receive, Scope, Send

pytestmark = pytest.mark.anyio

LOG = logging.getLogger("test")


@asynccontextmanager
async def answering(app: App) -> AsyncIterator[Exchanges]:
    async with serving(lambda exchanges: app) as exchanges:
        yield exchanges


@asynccontextmanager
async def asking(app: ASGIApp) -> AsyncIterator[Exchanges]:
    async with serving(lambda exchanges: app_of(app, exchanges.run)) as exchanges:
        yield exchanges


@asynccontextmanager
async def serving(app: Callable[[Exchanges], App]) -> AsyncIterator[Exchanges]:
    threads = Threads(LOG)
    threads.attach_loop()
    exchanges = Exchanges(threads, LOG)
    stopped = trio.Event()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(exchanges.serve, {"x": app(exchanges)}, stopped, 0.1)
        await trio.testing.wait_all_tasks_blocked()
        yield exchanges
        stopped.set()


def request(url: str = "x://host/path", **kwargs: Any) -> Request:
    return Request(target=parse_target(url), **kwargs)


async def start(send: Send, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"x-a", b"1")]})


async def test_a_whole_answer_is_one_respond() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        await start(send, 201)
        await send({"type": "http.response.body", "body": message["body"] + scope["path"].encode()})

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(body=b"hello "), reply)
        head = await reply.head()
        assert (head.status, head.headers) == (201, (("x-a", "1"),))
        assert [chunk async for chunk in reply.body()] == [b"hello /path"]


class KeepingReply(MemoryReply):
    """As every backend's: it knows its exchange, to abort it."""

    exchange: Any = None


@pytest.mark.parametrize("answers", ["at once", "task", "stream"])
async def test_an_answered_exchange_is_let_go_without_the_collector(answers: str) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        if answers == "stream":
            await send({"type": "http.response.body", "body": b"1", "more_body": True})
        await send({"type": "http.response.body", "body": b"2"})

    async with asking(app) as door:
        if answers == "at once":
            door._table = {"x": lambda request: Answer(Head(200, ()), b"2")}
        gc.collect()
        gc.disable()
        try:
            reply = KeepingReply()
            kept = weakref.ref(reply)
            reply.exchange = door.open(request(), reply)
            await reply.head()
            assert b"".join([chunk async for chunk in reply.body()]).endswith(b"2")
            await trio.testing.wait_all_tasks_blocked()
            del reply
            assert kept() is None
        finally:
            gc.enable()


async def test_a_stream_waits_for_its_reader() -> None:
    sent = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal sent
        await start(send)
        for _ in range(5):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            sent += 1
        await send({"type": "http.response.body", "body": b"."})

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(), reply)
        await reply.head()
        await trio.testing.wait_all_tasks_blocked()
        assert sent == 0
        assert b"".join([chunk async for chunk in reply.body()]) == b"xxxxx."


async def test_an_abort_cancels_the_handler() -> None:
    outcome: list[str] = []
    entered = trio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        entered.set()
        try:
            await trio.sleep_forever()
        except trio.Cancelled:
            outcome.append("cancelled")
            raise

    async with asking(app) as door:
        reply = MemoryReply()
        exchange = door.open(request(), reply)
        await entered.wait()
        exchange.abort()
        exchange.abort()
        await trio.testing.wait_all_tasks_blocked()
        assert outcome == ["cancelled"]
        assert reply._head is None
        assert door.live() == 0


async def test_an_abort_before_the_handler_ran_runs_nothing() -> None:
    ran: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        ran.append(1)

    async with asking(app) as door:
        await trio.testing.wait_all_tasks_blocked()
        door.open(request(), MemoryReply()).abort()
        await trio.testing.wait_all_tasks_blocked()
    assert ran == []


@pytest.mark.parametrize("starts", [False, True])
async def test_a_handler_that_raises_is_answered_and_logged(starts: bool, caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/good":
            await start(send)
            await send({"type": "http.response.body", "body": b"good"})
            return
        if starts:
            await start(send)
        raise ValueError("boom")

    async with asking(app) as door:
        bad, good = MemoryReply(), MemoryReply()
        door.open(request(), bad)
        door.open(request("x://host/good"), good)
        assert (await bad.head()).status == 500
        assert (await good.head()).status == 200
    assert "boom" in caplog.text


async def test_a_stream_that_breaks_is_seen_as_broken() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ValueError("boom")

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(), reply)
        await reply.head()
        assert await reply.read() == b"half"
        with pytest.raises(Closed, match="cut off"):
            await reply.read()
        assert reply.aborted


async def test_send_raises_an_oserror_once_the_page_is_gone() -> None:
    raised: list[type[BaseException]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
        except OSError as error:
            raised.append(type(error))
            raise

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(), reply)
        await reply.head()
        reply.close()
        await trio.testing.wait_all_tasks_blocked()
        assert raised
        assert door.live() == 0


async def test_a_file_is_handed_over_and_closed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert "oro.response.file" in scope["extensions"]
        await start(send)
        fd = os.open(tmp_path / "file", os.O_RDONLY)
        await send({"type": "oro.response.file", "fd": fd, "offset": 2, "length": 5})

    async with asking(app) as door:
        before = len(os.listdir("/proc/self/fd"))
        reply = MemoryReply()
        door.open(request(), reply)
        await reply.head()
        assert b"".join([chunk async for chunk in reply.body()]) == b"23456"
        unread = MemoryReply()
        door.open(request(), unread)
        await unread.head()
        unread.close()
        assert len(os.listdir("/proc/self/fd")) == before


async def test_exchanges_wait_until_the_host_serves() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await start(send)
        await send({"type": "http.response.body", "body": b""})

    threads = Threads(LOG)
    exchanges = Exchanges(threads, LOG)
    replies = [MemoryReply() for _ in range(3)]
    for reply in replies:
        exchanges.open(request(), reply)
    threads.attach_loop()
    stopped = trio.Event()
    async with trio.open_nursery() as nursery:
        await trio.testing.wait_all_tasks_blocked()
        assert all(reply._head is None for reply in replies)
        nursery.start_soon(exchanges.serve, {"x": app_of(app, exchanges.run)}, stopped)
        for reply in replies:
            assert (await reply.head()).status == 200
        stopped.set()


async def test_shutdown_answers_what_hangs() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await trio.sleep_forever()

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(), reply)
        await trio.testing.wait_all_tasks_blocked()
    assert (await reply.head()).status == 410
    late = MemoryReply()
    door.open(request(), late)
    assert (await late.head()).status == 410


async def test_what_comes_in_the_moment_the_host_stops_does_not_hold_it_up() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await trio.sleep_forever()

    threads = Threads(LOG)
    threads.attach_loop()
    exchanges, reply, stopped = Exchanges(threads, LOG), MemoryReply(), trio.Event()
    with trio.fail_after(PATIENCE):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(exchanges.serve, {"x": app_of(app, exchanges.run)}, stopped, 60)
            await trio.testing.wait_all_tasks_blocked()
            stopped.set()
            exchanges.open(request(), reply)
    assert (await reply.head()).status == 410


async def test_on_the_loop_thread_a_quick_answer_comes_before_open_returns() -> None:
    async with answering(lambda request: Answer(Head(200, ()), b"at once")) as exchanges:
        reply = MemoryReply()
        exchanges.open(request(), reply)
        assert reply._whole == b"at once"


async def test_an_answer_that_is_awaited_and_comes_in_pieces() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    async def app(asked: Request) -> Answer:
        await trio.lowlevel.checkpoint()
        return Answer(Head(200, (("x-a", "1"),)), pieces())

    async with answering(app) as exchanges:
        reply = MemoryReply()
        exchanges.open(request(), reply)
        assert (await reply.head()).headers == (("x-a", "1"),)
        assert b"".join([chunk async for chunk in reply.body()]) == b"onetwo"


@pytest.mark.parametrize("awaited", [False, True])
async def test_an_app_that_raises_is_answered_and_logged(awaited: bool, caplog: pytest.LogCaptureFixture) -> None:
    def app(asked: Request) -> Answer | Awaitable[Answer]:
        async def later() -> Answer:
            raise ValueError("boom")

        if awaited:
            return later()
        raise ValueError("boom")

    async with answering(app) as exchanges:
        reply = MemoryReply()
        exchanges.open(request(), reply)
        assert (await reply.head()).status == 500
    assert "boom" in caplog.text


async def test_a_file_for_a_page_that_has_gone_is_closed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    opened, go_on = trio.Event(), trio.Event()

    async def app(asked: Request) -> Answer:
        file = FileSlice(os.open(tmp_path / "file", os.O_RDONLY), 0, 10)
        opened.set()
        with trio.CancelScope(shield=True):
            await go_on.wait()
        return Answer(Head(200, ()), file)

    before = len(os.listdir("/proc/self/fd"))
    async with answering(app) as exchanges:
        exchange = exchanges.open(request(), MemoryReply())
        await opened.wait()
        exchange.abort()
        go_on.set()
        await trio.testing.wait_all_tasks_blocked()
        assert len(os.listdir("/proc/self/fd")) == before


async def test_an_unknown_message_is_the_apps_fault(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.nonsense"})

    async with asking(app) as door:
        reply = MemoryReply()
        door.open(request(), reply)
        assert (await reply.head()).status == 500
    assert "no such ASGI message" in caplog.text
