"""A whole host, in memory: what plugins declare is what pages get, and a broken part stays a part."""

from __future__ import annotations

import gc
import logging
import os
import threading
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing

from oro_framework import Call, Host, Response, Service, Window, hookimpl, route
from oro_framework.errors import Busy, ConfigError, PluginUnavailable, Unsupported
from oro_framework.host.kernel.loop_states import LoopState
from oro_framework.requests import wrapper_of
from oro_framework.testing import PATIENCE, open_host, until
from oro_framework.types import (
    ByteStream,
    EventStream,
    FileResponse,
    Mount,
    Permission,
    Push,
    Scheme,
    ServerEvent,
    Setting,
    WindowStatus,
)

pytestmark = pytest.mark.anyio


class Echo(Service):
    """A service with one route of each kind."""

    name = "echo"

    @route("echo.plain", permission="echo")
    def plain(self, call: Call, text: str, times: int = 1) -> dict[str, str]:
        return {"text": text * times}

    @route("echo.bytes")
    async def bytes(self, call: Call) -> bytes:
        return call.body[::-1]

    @route("echo.raises")
    async def raises(self, call: Call, kind: str) -> None:
        raise {"busy": Busy("Cannot echo: too much echo"), "value": ValueError("secret-free text")}[kind]

    @route("echo.object")
    def object(self, call: Call) -> Any:
        return {"a": {1, self}}

    @route("echo.hangs", deadline=0.05)
    async def hangs(self, call: Call) -> None:
        await trio.sleep_forever()

    @route("echo.response")
    async def response(self, call: Call) -> Response:
        return Response(body=b"teapot", status=418, headers=[("X-Pot", "tea")])

    @route("echo.file")
    async def file(self, call: Call, path: str) -> FileResponse:
        return FileResponse(fd=os.open(path, os.O_RDONLY), offset=2)

    @route("echo.stream")
    async def stream(self, call: Call, kind: str) -> EventStream | ByteStream:
        async def events() -> AsyncIterator[ServerEvent]:
            yield ServerEvent("one")

        async def chunks() -> AsyncIterator[bytes]:
            yield b"1"
            yield b"2"

        return EventStream(events()) if kind == "events" else ByteStream(chunks(), content_type="text/plain")

    @route("echo.small", max_body=3)
    def small(self, call: Call) -> int:
        return len(call.body)


class EchoPlugin:
    name = "echo"

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        return [Echo]

    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="echo", description="Echo.")]


async def test_a_typed_call() -> None:
    async with open_host(EchoPlugin()) as opened:
        reply = await opened.call("echo.plain", text="ab", times=2)
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["access-control-allow-origin"] == opened.host.origin
        assert reply.data == {"text": "abab"}
        assert reply.json()["source"] == "echo.plain"
        assert (await opened.call("ECHO.Plain", text="x")).data == {"text": "x"}


async def test_members_of_a_json_body_are_parameters_and_the_query_wins() -> None:
    async with open_host(EchoPlugin()) as opened:
        answer = await opened.client.post("ipc://echo.plain?text=query", json={"text": "body", "times": 3})
        assert answer.json()["data"] == {"text": "queryqueryquery"}


@pytest.mark.parametrize(
    ("route", "params", "status", "type", "code", "message"),
    [
        ("echo.plain", {}, 400, "TypeError", "ERR_INVALID_ARG", "Expecting 'text' in parameters"),
        (
            "echo.plain",
            {"text": "a", "times": "x"},
            400,
            "TypeError",
            "ERR_INVALID_ARG",
            'parameter "times" must be int',
        ),
        ("echo.plian", {}, 404, "NotFoundError", "NOT_FOUND_ERR", 'did you mean "echo.plain"?'),
        ("echo.hangs", {}, 408, "TimeoutError", "TIMEOUT_ERR", "its deadline of 0.05 s passed"),
        ("echo.object", {}, 500, "InternalError", "ERR_UNSERIALISABLE", "its result is not JSON"),
        ("echo.raises", {"kind": "busy"}, 503, "OperationError", "ERR_BUSY", "Cannot echo: too much echo"),
        (
            "echo.raises",
            {"kind": "value"},
            500,
            "InternalError",
            "ERR_HANDLER_FAILED",
            "raised ValueError: secret-free",
        ),
    ],
)
async def test_every_failure_has_its_class(
    route: str, params: dict[str, str], status: int, type: str, code: str, message: str
) -> None:
    async with open_host(EchoPlugin()) as opened:
        reply = await opened.call(route, **params)
        assert reply.status == status
        assert (reply.err["type"], reply.err["code"]) == (type, code)
        assert message in reply.err["message"]
        assert (await opened.call("ping")).data == "pong"


async def test_the_traceback_of_a_route_begins_in_the_plugin(caplog: pytest.LogCaptureFixture) -> None:
    async with open_host(EchoPlugin()) as opened:
        await opened.call("echo.raises", kind="value")
    [record] = [record for record in caplog.records if record.exc_info]
    assert record.exc_info is not None
    [frame] = traceback.extract_tb(record.exc_info[2])
    assert frame.filename == __file__


async def test_bodies_of_every_kind(tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"0123")
    async with open_host(EchoPlugin()) as opened:
        assert (await opened.call("echo.bytes", b"abc")).body == b"cba"
        response = await opened.call("echo.response")
        assert (response.status, response.headers["x-pot"], response.body) == (418, "tea", b"teapot")
        file = await opened.call("echo.file", path=tmp_path / "file")
        assert (file.body, file.headers["content-length"]) == (b"23", "2")
        assert (await opened.call("echo.stream", kind="events")).body == b":\n\ndata: one\n\n"
        chunks = await opened.call("echo.stream", kind="chunks")
        assert (chunks.body, chunks.headers["content-type"]) == (b"12", "text/plain")


async def test_a_body_over_its_limit() -> None:
    async with open_host(EchoPlugin(), settings={"ipc_max_body": 10}) as opened:
        assert (await opened.call("echo.small", b"abc")).data == 3
        assert (await opened.call("echo.small", b"abcd")).status == 413
        assert (await opened.call("echo.bytes", b"x" * 11)).err["code"] == "ERR_TOO_LARGE"


async def test_a_foreign_origin_gets_nothing() -> None:
    async with open_host(EchoPlugin()) as opened:
        for origin in ("http://evil.example", "null", None):
            async with opened.client_of(origin) as client:
                answer = await client.get("ipc://ping")
                assert answer.status_code == 403
                assert "access-control-allow-origin" not in answer.headers


async def test_a_denied_permission_names_the_line_that_grants_it() -> None:
    async with open_host(EchoPlugin(), settings={"permissions_default": "deny"}) as opened:
        reply = await opened.call("echo.plain", text="a")
        assert reply.status == 403
        assert "lacks permission echo" in reply.err["message"]
        assert "permissions_allow_echo = true" in reply.err["message"]


async def test_closing_the_response_cancels_the_source() -> None:
    closed = trio.Event()

    @route("endless.stream")
    async def endless(call: Call) -> ByteStream:
        async def chunks() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x" * 1024
                    await trio.lowlevel.checkpoint()
            finally:
                closed.set()

        return ByteStream(chunks())

    class Plugin:
        @hookimpl
        def oro_routes(self, host: Host) -> Sequence[Any]:
            return [endless]

    async with open_host(Plugin()) as opened:
        async with opened.stream("ipc://endless.stream") as reply:
            assert await reply.read()
        with trio.fail_after(PATIENCE):
            await closed.wait()


# -- plugins -------------------------------------------------------------------------------------------


def plugin(title: str, **hooks: Any) -> Any:
    """Make a plugin object out of hook functions."""
    members = {hook: hookimpl(function) for hook, function in hooks.items()}
    return type("Made", (), {"name": title, **{name: staticmethod(member) for name, member in members.items()}})()


async def test_two_plugins_cannot_have_one_route() -> None:
    with pytest.raises(PluginUnavailable) as caught:
        async with open_host(EchoPlugin(), plugin("other", oro_services=lambda: [Echo])):
            pytest.fail("it started")
    assert 'plugin "other"' in str(caught.value)
    assert 'service "echo" is taken by plugin "echo"' in str(caught.value)


async def test_a_setting_of_the_wrong_type_names_the_key() -> None:
    limit = Setting("echo_limit", int, 5, "how many")
    with pytest.raises(ConfigError, match="echo_limit"):
        async with open_host(plugin("p", oro_settings=lambda: [limit]), settings={"echo_limit": "many"}):
            pytest.fail("it started")


async def test_a_feature_gate_keeps_a_service_out() -> None:
    async with open_host(EchoPlugin(), settings={"features_echo": False}) as opened:
        assert opened.host.service("echo") is None
        assert (await opened.call("echo.plain", text="a")).status == 404


async def test_services_start_in_order_and_stop_in_reverse() -> None:
    heard: list[str] = []

    def service(title: str) -> type[Service]:
        class Timed(Service):
            name = title

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                heard.append(f"+{title}")
                yield
                heard.append(f"-{title}")

        return Timed

    both = plugin(
        "both",
        oro_services=lambda: [service("a"), service("b")],
        oro_started=lambda host: heard.append("started"),
        oro_stopping=lambda host: heard.append("stopping"),
    )
    async with open_host(both) as opened:
        assert opened.host.state is LoopState.IDLE
        host = opened.host
    assert heard == ["+a", "+b", "started", "stopping", "-b", "-a"]
    assert host.state is LoopState.SHUTDOWN


async def test_a_service_that_fails_later_ends_alone() -> None:
    fail = trio.Event()

    class Failing(Service):
        name = "failing"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._run)
                yield

        async def _run(self) -> None:
            await fail.wait()
            raise RuntimeError("worn out")

        @route("failing.works")
        def works(self, call: Call) -> bool:
            return True

    async with open_host(EchoPlugin(), plugin("failing", oro_services=lambda: [Failing])) as opened:
        opened.host.plugins.infos["failing"].required = False
        assert (await opened.call("failing.works")).data is True
        fail.set()
        await until(lambda: opened.host.plugins.infos["failing"].state == "broken")
        assert "worn out" in opened.host.plugins.infos["failing"].error
        assert (await opened.call("failing.works")).status == 404
        assert (await opened.call("echo.plain", text="a")).data == {"text": "a"}


async def test_a_required_service_that_cannot_start_stops_the_host() -> None:
    class Failing(Service):
        name = "failing"

        @asynccontextmanager
        async def lifespan(self) -> AsyncIterator[None]:
            if self.host:
                raise Unsupported("Cannot run: no such hardware")
            yield

    with pytest.raises(PluginUnavailable, match="no such hardware"):
        async with open_host(plugin("failing", oro_services=lambda: [Failing])):
            pytest.fail("it started")


async def test_a_scheme_and_a_middleware_of_a_plugin() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    def loud(inner: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            async def shout(message: Any) -> None:
                await send({**message, "body": message["body"].upper()} if "body" in message else message)

            await inner(scope, receive, shout)

        return wrapped

    made = plugin(
        "loud",
        oro_schemes=lambda: [Scheme(name="note", app=app)],
        oro_middleware=lambda host, scheme: [wrapper_of(loud, host.door.run)] if scheme in ("note", "ipc") else [],
    )
    async with open_host(made) as opened:
        assert (await opened.client.get("note://x/some/path")).text == "/SOME/PATH"
        assert "PONG" in (await opened.client.get("ipc://ping")).text
        assert [scheme.name for scheme in opened.host.declared_schemes()] == ["oro", "ipc", "node", "note"]


@pytest.mark.parametrize(("foreign", "status"), [(False, 403), (True, 200)])
async def test_a_scheme_is_for_the_apps_own_documents_unless_it_says_otherwise(foreign: bool, status: int) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"note"})

    made = plugin("note", oro_schemes=lambda: [Scheme(name="note", app=app, foreign=foreign)])
    async with open_host(made) as opened:
        for origin, expected in (("http://evil.example", status), (None, 200), (opened.host.origin, 200)):
            async with opened.client_of(origin) as client:
                assert (await client.get("note://x/")).status_code == expected


async def test_a_mounted_app_and_a_mounted_folder(tmp_path: Any) -> None:
    (tmp_path / "a.txt").write_text("from a folder")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["root_path"].encode()})

    mounts = [Mount(path="/api", app=app), Mount(path="/files", directory=tmp_path)]
    async with open_host(plugin("m", oro_mounts=lambda: mounts)) as opened:
        assert (await opened.client.get("/api/x")).text == "/api"
        assert (await opened.client.get("/files/a.txt")).text == "from a folder"


async def test_a_mount_with_a_permission_is_for_those_who_have_it() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"secret"})

    made = plugin("m", oro_mounts=lambda: [Mount(path="/api", app=app, permission="secrets")])
    async with open_host(made) as opened:
        assert (await opened.client.get("/api/x")).text == "secret"
        for origin in (None, "http://evil.example"):
            async with opened.client_of(origin) as client:
                answer = await client.get("/api/x")
                assert answer.status_code == 403
                assert "only oro://org.example.test may" in answer.text
    async with open_host(made, settings={"permissions_allow_secrets": False}) as opened:
        answer = await opened.client.get("/api/x")
        assert answer.status_code == 403
        assert "permissions_allow_secrets = false" in answer.text


# -- windows, events, pushes ------------------------------------------------------------------------------


async def test_events_wait_for_the_page_and_come_in_order() -> None:
    async with open_host() as opened:
        for number in range(3):
            opened.window.emit("counted", number)
        async with opened.stream("ipc://internal.events") as reply:
            assert ("content-type", "application/x-ndjson") in (await reply.head()).headers
            seen = b""
            while seen.count(b"\n") < 4:
                seen += await reply.read()
        assert (
            seen == b'\n{"name":"counted","detail":0}\n{"name":"counted","detail":1}\n{"name":"counted","detail":2}\n'
        )


async def test_pushed_bytes_are_fetched_once_by_their_window() -> None:
    async with open_host() as opened:
        opened.window.push(Push(source="test.push", data={"n": 1}, body=b"bytes", headers=[("x-kind", "a")]))
        (entry,) = opened.host.queued.ids()
        reply = await opened.call("queuedResponse", id=entry)
        assert (reply.body, reply.headers["x-kind"]) == (b"bytes", "a")
        assert (await opened.call("queuedResponse", id=entry)).status == 404


async def test_a_window_goes_through_its_states_and_frees_what_it_held() -> None:
    states: list[tuple[WindowStatus, WindowStatus]] = []
    released: list[int] = []

    class Holding(Service):
        name = "holding"

        async def release(self, window: Window) -> None:
            released.append(window.index)

    made = plugin(
        "holding",
        oro_services=lambda: [Holding],
        oro_window_changed=lambda window, old, new: states.append((old, new)),
    )
    async with open_host(made) as opened:
        await trio.testing.wait_all_tasks_blocked()
        opened.window.act("show")
        await trio.testing.wait_all_tasks_blocked()
        opened.host.windows_manager.close(opened.window)
        await opened.window.closed.wait()
        await trio.testing.wait_all_tasks_blocked()
        assert opened.host.windows == ()
    assert [new for _, new in states] == [
        WindowStatus.CREATING, WindowStatus.CREATED, WindowStatus.SHOWN, WindowStatus.CLOSING, WindowStatus.CLOSED,
    ]  # fmt: skip
    assert released == [0]


async def test_closing_the_last_window_asks_the_app_to_end() -> None:
    async with open_host() as opened:
        await trio.testing.wait_all_tasks_blocked()
        opened.host.windows_manager.close(opened.window)
        with trio.fail_after(PATIENCE):
            await opened.host.quitting.wait()


async def test_pausing_pauses_services_only_when_asked() -> None:
    heard: list[str] = []

    class Pausing(Service):
        name = "pausing"

        async def pause(self) -> None:
            heard.append("pause")

        async def resume(self) -> None:
            heard.append("resume")

    for always, expected in ((True, []), (False, ["pause", "resume"])):
        heard.clear()
        settings = {"lifecycle_desktop_always_running": always}
        async with open_host(plugin("p", oro_services=lambda: [Pausing]), settings=settings) as opened:
            await opened.host.pause()
            assert opened.host.state is (LoopState.IDLE if always else LoopState.PAUSED)
            await opened.host.resume()
            assert opened.host.state is LoopState.IDLE
        assert heard == expected


async def test_many_hosts_in_one_process() -> None:
    async with open_host(EchoPlugin(), bundle="org.one") as one, open_host(bundle="org.two") as two:
        assert (await one.call("echo.plain", text="a")).status == 200
        assert (await two.call("echo.plain", text="a")).status == 404
        assert (one.host.origin, two.host.origin) == ("oro://org.one", "oro://org.two")


def test_a_host_leaves_nothing_behind() -> None:
    async def one_run() -> None:
        async with open_host(EchoPlugin()) as opened:
            await opened.call("echo.bytes", b"x")
            async with opened.stream("ipc://internal.events") as reply:
                await reply.read()

    trio.run(one_run)
    gc.collect()
    before = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(3):
        trio.run(one_run)
    gc.collect()
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == before


def test_the_log_has_no_error(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with open_host(EchoPlugin()) as opened:
            await opened.call("echo.plain", text="a")

    with caplog.at_level(logging.WARNING):
        trio.run(run)
    assert caplog.records == []


async def test_one_window_tells_another_something() -> None:
    async with open_host() as opened:
        assert (await opened.call("window.send", targetWindowIndex=0, event="told", value="plain text")).status == 200
        assert (await opened.call("window.send", targetWindowIndex=7, event="told", value="x")).status == 404
        async with opened.events() as events:
            assert await events.next() == {"name": "told", "detail": "plain text"}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("text=x&ipc-token=%ff", 200, None),
        ("ipc-token=%ff", 400, "ERR_INVALID_ARG"),
        ("&".join(f"a{number}=1" for number in range(1001)), 400, "ERR_INVALID_ARG"),
        ("text=%ff", 400, "ERR_INVALID_ARG"),
        ("text=x&times=" + "9" * 300, 400, "ERR_INVALID_ARG"),
    ],
    ids=["odd token", "odd token and an error", "too many fields", "odd text", "too many digits"],
)
async def test_whatever_is_odd_in_a_query_is_answered(query: str, status: int, code: str | None) -> None:
    async with open_host(EchoPlugin()) as opened:
        answer = await opened.client.get(f"ipc://echo.plain?{query}")
        assert answer.status_code == status
        assert answer.json().get("err", {}).get("code") == code
