"""Menus, the tray icon, hotkeys and the keyboard, where nobody sees them: what is asked of a view, and what is told."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
import trio
import trio.testing
from msgspec.structs import replace

from oro_framework.host.backends.headless import HeadlessBackend, HeadlessView
from oro_framework.host.backends.interface.hotkey import Hotkey
from oro_framework.host.backends.interface.tray_icon import TrayIcon
from oro_framework.host.configuration.menu import MenuSection
from oro_framework.testing import OpenHost, open_host
from oro_framework.types import WindowStatus

pytestmark = pytest.mark.anyio

BAR = "App:\n  About: _\n  !Quit: q;\nEdit:\n  Copy: c;"


class DeskView(HeadlessView):
    """A view with menus and a keyboard, both in the hands of the test."""

    def set_menu_bar(self, sections: Sequence[MenuSection], chosen: Callable[[int, int], None]) -> None:
        self.sections, self.choose = sections, chosen
        self.enabled: list[tuple[int, int, bool]] = []

    def enable_menu_item(self, section: int, item: int, enabled: bool) -> None:
        self.enabled.append((section, item, enabled))

    def set_hotkeys(self, hotkeys: Sequence[Hotkey], pressed: Callable[[int], None]) -> None:
        self.hotkeys, self.press = list(hotkeys), pressed

    def focus(self) -> None:
        self.events.focused(True)

    def blur(self) -> None:
        self.events.focused(False)

    def set_above(self, above: bool) -> None:
        self.above = above


class DeskBackend(HeadlessBackend):
    """A backend with a tray, unless `trayless` says why not."""

    capabilities = replace(HeadlessBackend.capabilities, tray=True, menus=True, hotkeys=True)
    trayless: str | None = None

    def create_view(self, spec: Any, events: Any) -> DeskView:
        return DeskView(spec, events)

    def show_tray(self, tray: TrayIcon, chosen: Any, clicked: Any, done: Callable[[str | None], None]) -> None:
        self.tray, self.choose, self.click = tray, chosen, clicked
        done(self.trayless)


@asynccontextmanager
async def desk(**settings: Any) -> AsyncIterator[tuple[OpenHost, DeskBackend, DeskView]]:
    """Open a host whose windows have what these tests are about."""
    async with open_host(settings=settings, files={"icon.png": b"png"}) as app:
        backend = DeskBackend([], app.host.exchanges, app.host.bundle)
        app.host.backend = backend
        app.host.windows_manager.attach(backend)
        await app.call("window.create", url="/index.html")
        window = app.host.windows_manager.get(1)
        yield app, backend, window.view  # type: ignore[misc]


async def heard(app: OpenHost, index: int = 1) -> list[dict[str, Any]]:
    """Return what the page of a window has been told since it was asked last."""
    await trio.testing.wait_all_tasks_blocked()
    window = app.host.windows_manager.get(index)
    lines, window.events._lines = [json.loads(line) for line in window.events._lines], type(window.events._lines)()
    return [line for line in lines if not line["name"].startswith("window")]


async def test_a_menu_bar_is_shown_and_what_is_chosen_is_told() -> None:
    async with desk() as (app, _, view):
        assert (await app.call("application.setSystemMenu", value=BAR, index=1)).data == {}
        assert [section.title for section in view.sections] == ["App", "Edit"]
        view.choose(1, 0)
        (told,) = await heard(app)
        assert told == {
            "name": "menuItemSelected",
            "detail": {"title": "Copy", "key": "c", "parent": "Edit", "type": "system", "state": "0"},
        }


async def test_items_of_a_menu_bar_are_enabled_where_there_are_such() -> None:
    async with desk() as (app, _, view):
        await app.call("application.setSystemMenu", value=BAR, index=1)
        route = "application.setSystemMenuItemEnabled"
        assert (await app.call(route, value=1, indexMain=0, indexSub=1, enabled=True)).data == {}
        assert view.enabled == [(0, 1, True)]
        for main, sub in ((2, 0), (0, 2), (-1, 0), (0, -1)):
            reply = await app.call(route, value=1, indexMain=main, indexSub=sub, enabled=True)
            assert (reply.status, reply.err["type"]) == (404, "NotFoundError")
        assert app.host.windows_manager.get(1).bar[0].items[1].enabled
        assert (await app.call(route, value=0, indexMain=0, indexSub=0, enabled=True)).status == 404


async def test_the_tray_tells_its_window_and_every_one_when_that_is_closed() -> None:
    async with desk(tray_icon="icon.png", meta_title="Mine") as (app, backend, _):
        assert (await app.call("application.setTrayMenu", value="Show: _\nQuit: _", index=1)).data == {}
        assert (backend.tray.tooltip, backend.tray.icon) == ("Mine", str(app.host.root / "icon.png"))
        backend.click()
        backend.choose(0, 1)
        assert [(line["name"], line["detail"]) for line in await heard(app)] == [
            ("tray", True),
            ("menuItemSelected", {"title": "Quit", "key": "_", "parent": "", "type": "tray", "state": "0"}),
        ]
        app.host.windows_manager.get(1).close()
        await app.host.windows_manager.get(1).closed.wait()
        await heard(app, 0)
        backend.click()
        assert [line["name"] for line in await heard(app, 0)] == ["tray"]


async def test_a_tray_that_is_not_there_is_said() -> None:
    async with desk(tray_icon="none.png") as (app, backend, _):
        assert 'names "none.png"' in (await app.call("application.setTrayMenu", value="Quit: _")).err["message"]
    async with desk() as (app, backend, _):
        backend.trayless = "the desktop has no tray"
        reply = await app.call("application.setTrayMenu", value="Quit: _")
        assert (reply.status, reply.err["message"]) == (501, "Cannot show a tray icon: the desktop has no tray")
    async with open_host() as app:
        assert (await app.call("application.setTrayMenu", value="Quit: _")).status == 501
        await trio.testing.wait_all_tasks_blocked()
        assert (await app.call("application.setSystemMenu", value=BAR)).status == 501
        assert (await app.call("window.hotkey.bind", expression="F5")).status == 501
        assert (await app.call("window.setAlwaysOnTop", targetWindowIndex=0)).status == 501


async def test_keys_are_bound_heard_and_let_go_of() -> None:
    async with open_host() as app:
        backend = DeskBackend([], app.host.exchanges, app.host.bundle)
        app.host.windows_manager.attach(backend)
        await trio.testing.wait_all_tasks_blocked()
        view = app.window.view = DeskView(app.window.spec, app.window.view.events)  # type: ignore[union-attr]
        bound = (await app.call("window.hotkey.bind", expression="K+CTRL", passive=False)).data
        assert (bound["expression"], bound["sequence"], bound["id"]) == ("control + k", ["control", "k"], 1)
        assert (await app.call("window.hotkey.bind", expression="Control + k")).data == bound
        assert [each.passive for each in view.hotkeys] == [True]
        await heard(app, 0)
        view.press(1)
        assert await heard(app, 0) == [{"name": "hotkey", "detail": bound}]
        assert (await app.call("window.hotkey.bindings")).data == [bound]
        assert (await app.call("window.hotkey.unbind", expression="ctrl+k")).data == {"id": 1}
        view.press(1)
        assert await heard(app, 0) == []
        assert (await app.call("window.hotkey.unbind", id=1)).err["type"] == "NotFoundError"
        wrong = (await app.call("window.hotkey.bind", expression="a + b")).err
        assert wrong["message"].startswith("Invalid 'expression' in parameters")
        await app.call("window.hotkey.bind", expression="F9")
        app.window.load("/again.html")
        await trio.testing.wait_all_tasks_blocked()
        assert (view.hotkeys, len(app.window.hotkeys)) == ([], 0)


async def test_every_key_has_a_number() -> None:
    async with open_host() as app:
        told = (await app.call("window.hotkey.mappings")).data
        assert told["modifiers"] == {"control": 1, "alt": 2, "shift": 4, "meta": 8}
        assert (told["keys"]["k"], told["keys"]["f1"]) == (107, 0xFFBE)


async def test_the_configuration_may_allow_no_hotkeys() -> None:
    async with open_host(settings={"permissions_allow_hotkeys": False}) as app:
        for route in ("bind", "unbind", "reset", "bindings", "mappings"):
            reply = await app.call(f"window.hotkey.{route}")
            assert (reply.status, reply.err["type"]) == (403, "SecurityError")
            assert reply.err["message"] == "The HotKey API is not allowed."


async def test_a_window_gets_the_keyboard_and_is_kept_in_front() -> None:
    async with desk() as (app, _, view):
        assert (await app.call("window.focus", targetWindowIndex=1)).data["index"] == 1
        await trio.testing.wait_all_tasks_blocked()
        assert (await app.call("window", index=1)).data["focused"] is True
        await app.call("window.blur", targetWindowIndex=1)
        await trio.testing.wait_all_tasks_blocked()
        assert (await app.call("window", index=1)).data["focused"] is False
        assert (await app.call("window.isAlwaysOnTop", targetWindowIndex=1)).data is False
        assert (await app.call("window.setAlwaysOnTop", targetWindowIndex=1, value=True)).data["alwaysOnTop"] is True
        assert (view.above, (await app.call("window.isAlwaysOnTop", targetWindowIndex=1)).data) == (True, True)


async def test_what_is_dragged_over_a_page_is_told_and_what_is_dropped_where_it_may_be() -> None:
    for allowed in (True, False):
        async with desk(permissions_allow_drop=allowed) as (app, _, view):
            await heard(app)
            for what in ("enter", "move", "leave", "enter", "drop"):
                view.events.dragged(what, 3, 4, ["/tmp/a"])
            told = await heard(app)
            assert [line["name"] for line in told] == [
                "dragenter", "drag", "dragexit", "dragend", "dragenter", "drop", "dragend",
            ]  # fmt: skip
            assert told[0]["detail"] == {"x": 3, "y": 4, "count": 1, "inbound": True}
            assert told[5]["detail"] == {"x": 3, "y": 4, "files": ["/tmp/a"] if allowed else []}


async def test_a_window_that_does_not_close_is_killed() -> None:
    async with desk() as (app, _, view):
        window = app.host.windows_manager.get(1)
        await heard(app, 0)
        app.host.windows_manager.kill(window)
        assert (window.status, window.closed.is_set()) == (WindowStatus.KILLED, True)
        statuses = [json.loads(line)["detail"].get("status") for line in app.window.events._lines]
        assert [status for status in statuses if status] == [
            WindowStatus.CLOSED,
            WindowStatus.KILLING,
            WindowStatus.KILLED,
        ]
        view.close()
        await trio.testing.wait_all_tasks_blocked()
        assert window.status is WindowStatus.KILLED
        assert [each.index for each in app.host.windows] == [0]
