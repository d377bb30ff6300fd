"""The client of programs beside an app: calls, streams, events, cancellation, and a connection that breaks."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.client import (
    App,
    ConnectionFailed,
    Disconnected,
    NotRunning,
    Refused,
    RemoteError,
    connect,
    link,
)
from oro_conduit.programs.keys import ProgramKeys
from oro_conduit.service import Conduit

from oro_framework import Call, Host, hookimpl, route
from oro_framework.errors import (
    Closed,
    ErrnoError,
    HandlerFailed,
    InvalidArgument,
    NoRoute,
    NotFound,
    OroError,
    TimedOut,
    TooLarge,
    UsageError,
)
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import ByteStream, Response

pytestmark = pytest.mark.anyio

MEGABYTE = 1 << 20


class Strange(OroError):
    """An error of an app's own."""

    code = "ERR_STRANGE"
    type = "StrangeError"
    status = 418


class Routes:
    """Routes that count what is done to them."""

    def __init__(self) -> None:
        self.gate = trio.Event()
        self.runs = 0
        self.cancelled = trio.Event()
        self.began = trio.Event()
        self.written = 0

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [self.add, self.fail, self.gated, self.echo, self.size, self.flood, self.own, self.broken, self.kinds]

    @route("c.add")
    def add(self, call: Call, a: int, b: int) -> int:
        return a + b

    @route("c.kinds")
    def kinds(self, call: Call, text: str, flag: bool, number: float, items: list[int], named: dict[str, int]) -> Any:
        return [text, flag, number, items, named]

    @route("c.fail")
    def fail(self, call: Call, kind: str) -> None:
        raise {
            "notfound": NotFound("Cannot find it"),
            "large": TooLarge("Cannot take it"),
            "errno": ErrnoError(2, path="/x"),
            "strange": Strange("Cannot brew", pot="tea"),
            "python": ValueError("oh"),
        }[kind]

    @route("c.gated")
    async def gated(self, call: Call) -> int:
        self.runs += 1
        self.began.set()
        try:
            await self.gate.wait()
        except trio.Cancelled:
            self.cancelled.set()
            raise
        return self.runs

    @route("c.echo")
    async def echo(self, call: Call) -> None:
        both = call.stream()
        async for data in both:
            await both.send(data)

    @route("c.size", max_body=64 * MEGABYTE)
    async def size(self, call: Call) -> int:
        return len(call.body)

    @route("c.flood")
    async def flood(self, call: Call) -> ByteStream:
        async def endless() -> AsyncIterator[bytes]:
            try:
                while True:
                    self.written += MEGABYTE // 16
                    yield bytes(MEGABYTE // 16)
            finally:
                self.cancelled.set()

        return ByteStream(endless())

    @route("c.own")
    def own(self, call: Call) -> Response:
        return Response(body=b"short and stout", status=418, headers=[("content-type", "text/plain"), ("x-pot", "tea")])

    @route("c.broken")
    async def broken(self, call: Call) -> ByteStream:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"begun"
            await self.gate.wait()
            raise TooLarge("Cannot go on")

        return ByteStream(pieces())


def keys_of(opened: OpenHost) -> ProgramKeys:
    """The programs of an app."""
    service = opened.host.service("conduit")
    assert isinstance(service, Conduit)
    return service.programs


@asynccontextmanager
async def client(opened: OpenHost, **rights: Any) -> AsyncIterator[App]:
    """Connect a program that may do everything, or what is said."""
    keys = keys_of(opened)
    given = {"routes": ["*"], "permissions": ["*"], "events": ["*"], **rights}
    async with connect(keys.address, keys.issue("test", **given)) as app:
        yield app


@pytest.fixture
def routes() -> Routes:
    return Routes()


@pytest.fixture
async def opened(routes: Routes) -> AsyncIterator[OpenHost]:
    async with open_host(plugin, routes) as opened:
        yield opened


# -- calls ----------------------------------------------------------------------------------------


async def test_a_call_returns_what_the_route_returned(opened: OpenHost) -> None:
    async with client(opened) as app:
        assert await app.call("ping") == "pong"
        assert await app.call("c.add", a=1, b=41) == 42
        kinds = {"text": "ä & = %", "flag": True, "number": 1.5, "items": [1, 2], "named": {"x": 1}}
        assert await app.call("c.kinds", **kinds) == list(kinds.values())


@pytest.mark.parametrize("size", [0, 1, 16 * 1024, 16 * 1024 + 1, 256 * 1024 + 1, 3 * MEGABYTE])
async def test_bytes_go_along_whatever_their_size(opened: OpenHost, size: int) -> None:
    async with client(opened) as app:
        assert await app.call("c.size", bytes(size)) == size


async def test_an_answer_has_its_status_headers_and_bytes(opened: OpenHost) -> None:
    async with client(opened) as app:
        answer = await app.request("c.own")
        assert (answer.status, answer.body, answer.headers["x-pot"]) == (418, b"short and stout", "tea")
        assert answer.value == b"short and stout"


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("notfound", NotFound),
        ("large", TooLarge),
        ("errno", ErrnoError),
        ("strange", RemoteError),
        ("python", HandlerFailed),
    ],
)
async def test_an_error_has_the_class_it_had_in_the_app(opened: OpenHost, kind: str, raised: type[OroError]) -> None:
    async with client(opened) as app:
        with pytest.raises(OroError) as caught:
            await app.call("c.fail", kind=kind)
        assert type(caught.value) is raised


async def test_errors_keep_code_type_and_details(opened: OpenHost) -> None:
    async with client(opened) as app:
        with pytest.raises(RemoteError, match="Cannot brew") as strange:
            await app.call("c.fail", kind="strange")
        error = strange.value
        assert (error.code, error.type, error.status, error.details["pot"]) == (
            "ERR_STRANGE",
            "StrangeError",
            418,
            "tea",
        )
        assert error.as_err()["type"] == "StrangeError"
        with pytest.raises(ErrnoError) as system:
            await app.call("c.fail", kind="errno")
        assert (system.value.errno, system.value.status, system.value.details["path"]) == (2, 404, "/x")
        with pytest.raises(NoRoute, match=r'did you mean "c\.add"'):
            await app.call("c.ad")
        with pytest.raises(InvalidArgument):
            await app.call("c.add", a="x", b=1)


async def test_thousands_of_calls_at_once_each_get_their_own_answer(opened: OpenHost) -> None:
    answers: dict[int, int] = {}

    async def ask(app: App, number: int) -> None:
        answers[number] = await app.call("c.add", a=number, b=1)

    async with client(opened) as app, trio.open_nursery() as tasks:
        for number in range(5000):
            tasks.start_soon(ask, app, number)
    assert answers == {number: number + 1 for number in range(5000)}


async def test_more_calls_than_there_are_streams_wait_for_each_other(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app, trio.open_nursery() as tasks:
        for _ in range(1200):
            tasks.start_soon(app.call, "c.gated")
        await until(lambda: routes.runs == 1000)
        routes.gate.set()
    assert routes.runs == 1200


# -- cancellation and deadlines ---------------------------------------------------------------------


async def test_a_cancelled_call_is_cancelled_in_the_app(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app:
        async with trio.open_nursery() as tasks:
            tasks.start_soon(app.call, "c.gated")
            await routes.began.wait()
            tasks.cancel_scope.cancel()
        with trio.fail_after(PATIENCE):
            await routes.cancelled.wait()
        assert await app.call("ping") == "pong"


async def test_a_call_that_is_on_its_way_is_cancelled_when_the_client_ends(opened: OpenHost, routes: Routes) -> None:
    async with trio.open_nursery() as tasks, client(opened) as app:
        tasks.start_soon(app.call, "c.gated")
        await routes.began.wait()
        tasks.cancel_scope.cancel()
    with trio.fail_after(PATIENCE):
        await routes.cancelled.wait()


async def test_a_deadline_gives_a_call_up(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app:
        with pytest.raises(TimedOut, match=r'"c\.gated".*0\.05 s'):
            await app.request("c.gated", deadline=0.05)
        with trio.fail_after(PATIENCE):
            await routes.cancelled.wait()


# -- streams --------------------------------------------------------------------------------------


async def test_bytes_go_both_ways_in_order(opened: OpenHost) -> None:
    sent = [bytes([number % 256]) * (number * 37) for number in range(200)]
    async with client(opened) as app, app.stream("c.echo") as both, trio.open_nursery() as tasks:

        async def send() -> None:
            for data in sent:
                await both.send(data)
            await both.end()

        tasks.start_soon(send)
        assert b"".join([data async for data in both]) == b"".join(sent)
        assert both.status == 200
        with pytest.raises(Closed, match="nothing more goes to it"):
            await both.send(b"late")


async def test_a_hundred_megabytes_go_both_ways(opened: OpenHost) -> None:
    piece = bytes(range(256)) * 1024
    wanted, got = 100 * MEGABYTE, 0
    async with client(opened) as app, app.stream("c.echo") as both, trio.open_nursery() as tasks:

        async def send() -> None:
            for _ in range(wanted // len(piece)):
                await both.send(piece)
            await both.end()

        tasks.start_soon(send)
        async for data in both:
            assert data[0] == got % 256
            got += len(data)
    assert got == wanted


async def test_a_slow_reader_holds_the_route_back(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app, app.download("c.flood") as down:
        assert await down.receive()
        before = -1
        while routes.written != before:
            before = routes.written
            await app.call("ping")  # what was on its way has arrived
        assert routes.written < 2 * MEGABYTE
        read = 0
        while read < 4 * MEGABYTE:
            read += len(await down.receive())
        assert routes.written < 8 * MEGABYTE
    with trio.fail_after(PATIENCE):
        await routes.cancelled.wait()


async def test_a_route_that_does_not_read_holds_the_writer_back(opened: OpenHost, routes: Routes) -> None:
    sent = 0
    async with client(opened) as app, app.stream("c.gated") as both:
        with trio.move_on_after(0.3):
            while True:
                await both.send(bytes(MEGABYTE // 16))
                sent += MEGABYTE // 16
        assert 0 < sent < 2 * MEGABYTE
        assert await app.call("ping") == "pong", "others are not held back"
    with trio.fail_after(PATIENCE):
        await routes.cancelled.wait()


async def test_a_stream_that_breaks_off_raises_after_what_came(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app, app.download("c.broken") as down:
        assert await down.receive() == b"begun"
        routes.gate.set()
        with pytest.raises(OroError):
            await down.receive()


async def test_a_stream_to_a_route_that_fails_raises_its_error(opened: OpenHost) -> None:
    async with client(opened) as app, app.stream("c.nope") as both:
        with pytest.raises(NoRoute):
            await both.receive()
    async with client(opened) as app, app.download("c.fail", kind="strange") as down:
        with pytest.raises(RemoteError):
            await down.begun()


# -- events ---------------------------------------------------------------------------------------


async def test_events_come_by_name(opened: OpenHost) -> None:
    async with client(opened) as app, app.events("note*") as events:
        opened.host.emit("other", 1)
        opened.host.emit("noted", {"text": "ä"})
        opened.host.emit("notes", None)
        first, second = await anext(events), await anext(events)
        assert (first.name, first.detail, first.window, first.missed) == ("noted", {"text": "ä"}, 0, 0)
        assert (second.name, second.detail) == ("notes", None)


async def test_a_slow_follower_is_told_how_much_it_missed(opened: OpenHost) -> None:
    async with client(opened) as app, app.events() as events:
        for number in range(3000):
            opened.host.emit("tick", number)
        first = await anext(events)
        assert first.missed == first.detail == 3000 - 1024
        for before, after in pairwise([first, *[await anext(events) for _ in range(1023)]]):
            assert (after.detail, after.missed) == (before.detail + 1, 0)


async def test_events_that_are_not_read_any_more_end_in_the_app(opened: OpenHost) -> None:
    async with client(opened) as app:
        events = app.events()
        async with events:
            assert opened.host.windows_manager.event_listeners
        await until(lambda: not opened.host.windows_manager.event_listeners)
        forgotten = app.events()
        with trio.move_on_after(0.2):
            await anext(forgotten)
        assert opened.host.windows_manager.event_listeners
        del forgotten
        gc.collect()
        await until(lambda: not opened.host.windows_manager.event_listeners)


# -- a connection that breaks -----------------------------------------------------------------------


def more_than(answers: dict[int, int], count: int) -> bool:
    """Return whether there are more answers."""
    return len(answers) > count


def other(app: App, before: object) -> bool:
    """Return whether there is a connection, and not the one from before."""
    return app._link not in (None, before)


def cut(opened: OpenHost) -> None:
    """Break every connection of programs, as a network would."""
    service = opened.host.service("conduit")
    assert isinstance(service, Conduit)
    for connection in tuple(service.connections.pages):
        connection._carrier._socket.shutdown(2)  # type: ignore[attr-defined]


async def test_a_call_whose_connection_broke_is_answered_and_run_once(opened: OpenHost, routes: Routes) -> None:
    async with client(opened) as app, trio.open_nursery() as tasks:
        answers = []

        async def ask() -> None:
            answers.append(await app.call("c.gated"))

        tasks.start_soon(ask)
        await routes.began.wait()
        for _ in range(3):
            before = app._link
            cut(opened)
            await until(partial(other, app, before))
        routes.gate.set()
    assert (answers, routes.runs) == ([1], 1)


async def test_calls_made_while_there_is_no_connection_wait_for_one(opened: OpenHost) -> None:
    async with client(opened) as app:
        before = app._link
        cut(opened)
        await until(lambda: app._link is not before)
        with trio.fail_after(PATIENCE):
            assert await app.call("c.add", a=1, b=1) == 2


async def test_many_calls_survive_many_breaks(opened: OpenHost) -> None:
    answers: dict[int, int] = {}

    async def ask(app: App, number: int) -> None:
        answers[number] = await app.call("c.add", a=number, b=1)

    async with client(opened) as app:
        for begin in range(0, 2000, 400):
            async with trio.open_nursery() as tasks:
                for number in range(begin, begin + 400):
                    tasks.start_soon(ask, app, number)
                await until(partial(more_than, answers, begin))
                cut(opened)
    assert answers == {number: number + 1 for number in range(2000)}


async def test_a_connection_whose_ids_are_used_up_makes_room_for_another(
    opened: OpenHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "LAST", 41)
    async with client(opened) as app:
        first = app._link
        assert [await app.call("c.add", a=number, b=1) for number in range(50)] == list(range(1, 51))
        assert app._link is not first


async def test_a_stream_whose_connection_broke_says_so(opened: OpenHost) -> None:
    async with client(opened) as app:
        async with app.stream("c.echo") as both:
            await both.send(b"x")
            assert await both.receive() == b"x"
            cut(opened)
            with pytest.raises(Disconnected, match=r'"c\.echo": the connection broke'):
                await both.receive()
        assert await app.call("ping") == "pong"


async def test_events_go_on_over_the_next_connection(opened: OpenHost) -> None:
    async with client(opened) as app, app.events("tick") as events, trio.open_nursery() as tasks:
        opened.host.emit("tick", 1)
        assert (await anext(events)).resumed is False
        got = []

        async def follow() -> None:
            got.append(await anext(events))

        tasks.start_soon(follow)
        cut(opened)

        def told() -> bool:
            opened.host.emit("tick", 2)
            return bool(got)

        await until(told)
    assert (got[0].detail, got[0].resumed) == (2, True)


async def test_an_app_that_ended_is_given_up_after_a_while(opened: OpenHost) -> None:
    keys = keys_of(opened)
    service = opened.host.service("conduit")
    assert isinstance(service, Conduit)
    key = keys.issue("test", routes=["*"])
    async with connect(keys.address, key, patience=0.3) as app:
        await service.loopback.stop(service.connections.close)
        with pytest.raises(NotRunning, match="no app listens there"), trio.fail_after(PATIENCE):
            await app.call("ping")
    with pytest.raises(NotRunning):
        async with connect(keys.address, key):
            raise AssertionError


# -- the edges --------------------------------------------------------------------------------------


async def test_a_wrong_key_and_a_wrong_place_say_what_is_wrong(opened: OpenHost) -> None:
    keys = keys_of(opened)
    with pytest.raises(Refused, match="does not know the key"):
        async with connect(keys.address, "wrong"):
            raise AssertionError
    with pytest.raises(InvalidArgument, match="HOST:PORT"):
        async with connect("nowhere", "key"):
            raise AssertionError


async def test_what_is_no_app_is_told_from_one() -> None:
    async def answer(stream: trio.SocketStream) -> None:
        await stream.receive_some()
        await stream.send_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        await stream.aclose()

    async with trio.open_nursery() as tasks:
        listeners = await tasks.start(trio.serve_tcp, answer, 0)
        port = listeners[0].socket.getsockname()[1]
        with pytest.raises(ConnectionFailed, match="Cannot connect to 127"):
            async with connect(f"127.0.0.1:{port}", "key"):
                raise AssertionError
        tasks.cancel_scope.cancel()


async def test_the_error_of_the_block_is_not_wrapped(opened: OpenHost) -> None:
    with pytest.raises(KeyError):
        async with client(opened):
            raise KeyError
    with trio.move_on_after(0.05) as scope:
        async with client(opened):
            await trio.sleep_forever()
    assert scope.cancelled_caught


def test_under_asyncio_it_says_what_to_do() -> None:
    import asyncio

    async def main() -> None:
        async with connect("127.0.0.1:1", "key"):
            raise AssertionError

    with pytest.raises(UsageError, match=r"asyncio\.to_thread\(trio\.run, main\)"):
        asyncio.run(main())
