"""A connection acts as the window whose key or ticket opened it, and as no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import trio
from oro_conduit import plugin
from oro_conduit.access.keys import Keys
from oro_conduit.testing import client, connected
from trio_websocket import ConnectionClosed

from oro_framework import Call, Host, hookimpl, route
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.testing import PATIENCE, OpenHost, open_host, until
from oro_framework.types import Permission, Window

pytestmark = pytest.mark.anyio

PROGRAMS = "the key of programs"
UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
NARROWED = {"permissions_windows_secret": [0], "application_conduit_shared_key": PROGRAMS}


@route("w.secret", permission="secret")
async def secret(call: Call) -> str:
    return "the secret"


@route("w.who")
async def who(call: Call) -> dict[str, Any]:
    window = None if call.window is None else call.window.index
    return {"window": window, "client": call.client, "outside": call.outside}


class Plugin:
    @hookimpl
    def oro_permissions(self) -> Sequence[Permission]:
        return [Permission(name="secret", description="Read the secret")]

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Any]:
        return [secret, who]


def another(app: OpenHost) -> ManagedWindow:
    """Open a window besides the first."""
    return app.host.windows_manager.create(ViewSpec(url=f"{app.host.origin}/other.html"))


def key_of(app: OpenHost, window: Window | None) -> str:
    service: Any = app.host.service("conduit")
    keys: Keys = service.keys
    return keys.of(window)


async def says(app: OpenHost, name: str, /, **how: Any) -> Any:
    """Call a route by a message of version 1; return its envelope."""
    async with client(app, "1", **how) as one:
        await one.send({"route": name, "token": "t"})
        with trio.fail_after(PATIENCE):
            return json.loads((await one.receive())[1])


async def asked(app: OpenHost, window: Window) -> Any:
    """Call the secret by a message of version 2; return its envelope."""
    async with connected(app, window=window) as page:
        await page.say(client="9", route="w.secret", token=1)
        await page.until(lambda: page.messages)
        return json.loads(page.messages[0].body)


async def refused(app: OpenHost, *, key: str, top: str) -> bool:
    """Tell whether a client of version 1 is answered 403, and not that it is connected."""
    service: Any = app.host.service("conduit")
    path = "/1" + (f"/{top}" if top else "") + f"?key={quote(key)}"
    port = service.loopback.port
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Origin: {app.host.origin}",
        *UPGRADE,
        "",
        "",
    ]
    async with await trio.open_tcp_stream("127.0.0.1", port) as stream:
        await stream.send_all("\r\n".join(lines).encode())
        with trio.fail_after(PATIENCE):
            status = (await stream.receive_some(4096)).split()[1]
    assert status in (b"403", b"101")
    return status == b"403"


# -- version 1 ------------------------------------------------------------------------------------


async def test_a_key_opens_connections_of_its_own_window_alone() -> None:
    async with open_host(plugin, Plugin()) as app:
        other = another(app)
        mine, theirs = key_of(app, other), key_of(app, app.window)
        assert mine != theirs
        assert (await says(app, "w.who", window=other))["data"] == {"window": 1, "client": other.id, "outside": False}
        assert (await says(app, "w.who", key=mine, top=""))["data"]["window"] == 1, "the key says which window it is"
        assert await refused(app, key=mine, top=app.window.id)
        assert await refused(app, key=theirs, top=other.id)
        assert await refused(app, key=mine, top="4711")
        assert await refused(app, key=mine[:-1], top=other.id)


async def test_a_worker_of_no_window_has_a_key_for_none() -> None:
    async with open_host(plugin, Plugin()) as app:
        key = key_of(app, None)
        assert (await says(app, "w.who", key=key, top=""))["data"]["window"] is None
        assert await refused(app, key=key, top=app.window.id)


async def test_a_program_with_the_configured_key_is_no_window() -> None:
    async with open_host(plugin, Plugin(), settings=NARROWED) as app:
        told = (await says(app, "w.who", key=PROGRAMS, top=""))["data"]
        assert told == {"window": None, "client": "", "outside": True}
        assert await refused(app, key=PROGRAMS, top=app.window.id)
        assert (await says(app, "w.secret", key=PROGRAMS, top=""))["err"]["code"] == "ERR_DENIED"
        assert key_of(app, app.window) != PROGRAMS


async def test_a_window_changes_its_own_key_alone() -> None:
    async with open_host(plugin, Plugin()) as app:
        other, before = another(app), key_of(app, app.window)
        async with app.client_of(app.host.origin, other) as page:
            reply = await page.get("ipc://internal.conduit.setSharedKey?sharedKey=chosen-by-the-page")
            assert reply.json()["data"] == {"sharedKey": "chosen-by-the-page"}
        assert key_of(app, app.window) == before
        assert (await says(app, "w.who", key="chosen-by-the-page", top=other.id))["data"]["window"] == 1
        assert await refused(app, key="chosen-by-the-page", top=app.window.id)


async def test_a_key_ends_with_its_window_and_so_do_its_connections() -> None:
    async with open_host(plugin, Plugin()) as app:
        other = another(app)
        key = key_of(app, other)
        async with client(app, "7", window=other) as one, connected(app, window=other) as page:
            other.close()
            with trio.fail_after(PATIENCE):
                with pytest.raises(ConnectionClosed):
                    await one.receive()
                assert (await page.closed())[0] == 1001
        assert await refused(app, key=key, top=other.id)
        assert await refused(app, key=key, top="")


async def test_a_document_of_another_origin_has_no_use_for_the_key_of_its_window() -> None:
    async with open_host(plugin, Plugin()) as app:
        key = key_of(app, app.window)
        async with client(app, "7") as one:
            app.window.load("https://example.com/")
            with trio.fail_after(PATIENCE), pytest.raises(ConnectionClosed):
                await one.receive()
        assert await refused(app, key=key, top=app.window.id)
        app.window.load(f"{app.host.origin}/index.html")
        await until(lambda: app.window.url.startswith(app.host.origin))
        assert (await says(app, "w.who", key=key))["data"]["window"] == 0, "the app's own document has it again"


async def test_other_origins_are_told_no_key() -> None:
    named = {"permissions_origins_conduit": ["https://example.com"]}
    async with open_host(plugin, settings=named) as app, app.client_of("https://example.com") as page:
        for name in ("status", "getSharedKey", "setSharedKey?sharedKey=another-shared-key"):
            reply = await page.get(f"ipc://internal.conduit.{name}")
            assert (reply.status_code, reply.json()["err"]["code"]) == (403, "ERR_DENIED")


async def test_a_window_without_the_permission_opens_nothing() -> None:
    settings = {"permissions_windows_conduit": [0]}
    async with open_host(plugin, Plugin(), settings=settings) as app:
        other = another(app)
        assert await refused(app, key=key_of(app, other), top=other.id)
        assert (await says(app, "w.who"))["data"]["window"] == 0


# -- version 2 ------------------------------------------------------------------------------------


async def test_a_ticket_ends_with_the_document_it_was_given_to() -> None:
    async with open_host(plugin) as app:
        service: Any = app.host.service("conduit")
        await app.call("internal.conduit.ticket")
        assert len(service.tickets) == 1
        app.window.load(f"{app.host.origin}/next.html")
        await until(lambda: len(service.tickets) == 0)


async def test_a_ticket_of_one_window_is_held_by_no_other() -> None:
    async with open_host(plugin) as app:
        ticket = (await app.call("internal.conduit.ticket")).data["ticket"]
        async with app.client_of(app.host.origin, another(app)) as page:
            assert (await page.get(f"ipc://internal.conduit.held?ticket={ticket}")).status_code == 403


# -- clients --------------------------------------------------------------------------------------


async def test_a_window_takes_no_client_of_another() -> None:
    async with open_host(plugin) as app, client(app, "77") as one:
        other = another(app)
        async with client(app, "77", window=other) as thief:
            with trio.fail_after(PATIENCE), pytest.raises(ConnectionClosed) as caught:
                await thief.receive()
            assert caught.value.reason is not None
            assert caught.value.reason.code == 1008
        async with connected(app, window=other) as page:
            await page.say(b"mine now", client="77", token=5)
            await page.until(lambda: page.messages)
            assert json.loads(page.messages[0].body)["err"]["code"] == "ERR_DENIED"
        service: Any = app.host.service("conduit")
        assert service.send("77", {}, b"yours")
        assert await one.receive() == ({}, b"yours")


# -- windows and permissions ----------------------------------------------------------------------


@pytest.mark.parametrize("allowed", [[], [0], [1], [0, 1]])
async def test_windows_hold_what_they_are_granted_whichever_way_they_call(
    allowed: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = {"permissions_windows_secret": allowed, "permissions_audit": "audit.jsonl"}
    async with open_host(plugin, Plugin(), settings=settings) as app:
        for window in (app.window, another(app)):
            answers = {}
            async with app.client_of(app.host.origin, window) as page:
                answers["scheme"] = (await page.get("ipc://w.secret")).json()
            answers["version 1"] = await says(app, "w.secret", window=window)
            async with connected(app, window=window) as one:
                answers["version 2"] = json.loads((await one.get("ipc://w.secret"))[1])
            answers["message"] = await asked(app, window)
            expected = "the secret" if window.index in allowed else "ERR_DENIED"
            got = {way: answer.get("data") or answer["err"]["code"] for way, answer in answers.items()}
            assert got == dict.fromkeys(answers, expected)
        bundle = app.host.bundle
    lines = [json.loads(line) for line in (tmp_path / bundle / "audit.jsonl").read_text().splitlines()]
    told = [(line["window"], line["verdict"]) for line in lines if line["target"] == "w.secret"]
    assert told == [(index, "allow" if index in allowed else "deny") for index in (0, 1) for _ in range(4)]
