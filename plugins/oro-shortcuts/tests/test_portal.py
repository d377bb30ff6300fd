"""Shortcuts by the portal, over a real bus, with a person who chooses other keys."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from oro_shortcuts import plugin

from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.testing import Engines, Events, OpenHost, Reply, engines, open_host, until
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap

pytestmark = pytest.mark.anyio

APP = Path(__file__).with_name("app")
PORTAL = Path(__file__).with_name("portal.py")
CONTROL = BusService("org.example.Desk", "/", "org.example.Desk")
BAR = {"id": "bar", "description": "Show the search bar", "trigger": "Ctrl+Shift+K"}
PLAY = {"id": "play", "description": "Play or pause", "trigger": "MediaPlayPause"}


class Desk:
    """The hand of a test on the portal."""

    def __init__(self, bus: DesktopBus) -> None:
        self._bus = bus

    async def known(self) -> Any:
        (text,) = await self._bus.call(CONTROL, "Known")
        return json.loads(text)

    async def use(self, id: str, time: int, token: str) -> None:
        await self._bus.call(CONTROL, "Use", "sts", id, time, token)

    async def drop(self) -> None:
        await self._bus.call(CONTROL, "Drop")


@asynccontextmanager
async def portal_of(bus: SessionBus, version: int = 2) -> AsyncIterator[Desk]:
    bus.start([sys.executable, str(PORTAL), str(version)], "org.example.Desk", os.environ)
    connection = DesktopBus("SESSION")
    async with anyio.create_task_group() as tasks:
        await tasks.start(connection.run)
        yield Desk(connection)
        tasks.cancel_scope.cancel()


async def bind(opened: OpenHost, *shortcuts: dict[str, str]) -> Reply:
    return await opened.call("shortcuts.bind", shortcuts=json.dumps(shortcuts))


async def heard(events: Events, name: str) -> Any:
    """Wait for an event and return its detail; those before it are skipped."""
    while (line := await events.next()).get("name") != name:
        continue
    return line["detail"]


async def test_the_person_chooses_the_keys_and_the_page_is_told_which(bus: SessionBus) -> None:
    async with portal_of(bus) as desk:
        async with open_host(plugin) as opened, opened.events() as events:
            moved = {**BAR, "trigger": "Press Control+Shift+L", "by": "portal"}
            assert (await bind(opened, BAR)).data == {"shortcuts": [moved]}
            played = {**PLAY, "trigger": "Press XF86AudioPlay", "by": "portal"}
            assert (await bind(opened, PLAY)).data == {"shortcuts": [played]}
            assert (await opened.call("shortcuts.list")).data == {"shortcuts": [moved, played]}
            assert (await desk.known())["bound"] == [["bar", "play"]]
            await desk.use("bar", 123456, "wayland-token")
            used = {"id": "bar", "time": 123456, "token": "wayland-token"}
            assert await events.next() == {"name": "shortcutpress", "detail": used}
            assert await events.next() == {"name": "shortcutrelease", "detail": used}
            assert (await opened.call("shortcuts.unbind", id="play")).status == 200
            assert (await desk.known())["bound"] == [["bar"]]
        async with open_host(plugin) as opened:
            assert (await bind(opened, BAR)).data == {"shortcuts": [moved]}
        known = await desk.known()
        assert known["asked"] == 2, "a start after the first asks the person nothing"
        assert known["apps"][-1] == "org.example.test"


async def test_a_person_who_declines_leaves_things_as_they_were(bus: SessionBus) -> None:
    async with portal_of(bus) as desk, open_host(plugin) as opened:
        assert (await bind(opened, BAR)).status == 200
        declined = await bind(opened, {"id": "no", "description": "Refuse me", "trigger": "Alt+1"})
        assert declined.status == 403
        assert (await desk.known())["bound"] == [["bar"]]
        listed = (await opened.call("shortcuts.list")).data["shortcuts"]
        assert [each["id"] for each in listed] == ["bar"]


async def test_other_keys_are_chosen_in_the_settings_of_the_desktop(bus: SessionBus) -> None:
    async with portal_of(bus), open_host(plugin) as opened, opened.events() as events:
        assert (await opened.call("shortcuts.configure")).status == 501
        assert (await bind(opened, BAR)).status == 200
        assert (await opened.call("shortcuts.configure")).status == 200
        assert await heard(events, "shortcutchange") == {"id": "bar", "trigger": "Press Pause"}


async def test_a_portal_without_settings_says_so(bus: SessionBus) -> None:
    async with portal_of(bus, version=1), open_host(plugin) as opened:
        assert (await bind(opened, BAR)).status == 200
        err = (await opened.call("shortcuts.configure")).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"].endswith("the portal has no settings for them, as it is of version 1")


async def test_what_the_portal_dropped_is_bound_again(bus: SessionBus) -> None:
    async with portal_of(bus) as desk, open_host(plugin) as opened, opened.events() as events:
        assert (await bind(opened, BAR)).status == 200
        await desk.drop()
        await until(lambda: _bound(desk))
        await desk.use("bar", 1, "")
        assert (await heard(events, "shortcutpress"))["id"] == "bar"


async def _bound(desk: Desk) -> bool:
    bound: list[list[str]] = (await desk.known())["bound"]
    return bound == [["bar"]]


async def test_a_page_that_goes_gives_its_shortcuts_back(bus: SessionBus) -> None:
    async with portal_of(bus) as desk, open_host(plugin) as opened:
        assert (await bind(opened, BAR)).status == 200
        service = opened.host.service("shortcuts")
        assert service is not None
        await service.release(opened.window)
        assert service.diagnostics() == {"shortcuts": []}
        assert (await desk.known())["bound"] == []


async def test_without_a_portal_wayland_refuses_and_offers_a_command(
    bus: SessionBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    async with open_host(plugin) as opened:
        opened.host.command = ["/usr/bin/tea time"]
        err = (await bind(opened, BAR)).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"] == (
            "Cannot bind shortcuts: Wayland gives keys by the portal GlobalShortcuts alone, and "
            "org.freedesktop.portal.Desktop is not there, or does not offer this. A person can bind this command to "
            "keys in the settings of the desktop: '/usr/bin/tea time' -- --shortcut bar"
        )
        assert err["commands"] == {"bar": "'/usr/bin/tea time' -- --shortcut bar"}


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_bind_shortcuts(engine: str, bus: SessionBus) -> None:
    bus.start([sys.executable, str(PORTAL), "2"], "org.example.Desk", os.environ)
    _, output = Engines().run(engine, APP, "--test", str(APP / "shortcuts.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 4
