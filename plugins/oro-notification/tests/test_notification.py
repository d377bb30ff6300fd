"""Notifications on a real desktop: dunst, on a screen and a bus of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_notification import plugin
from oro_notification.notice import Notice, as_dbus

from oro_framework.testing import Engines, engines, open_host, until
from oro_framework.testing.display import virtual_display
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap

APP = Path(__file__).resolve().parent / "app"
NAME = "org.freedesktop.Notifications"

needs_dunst = pytest.mark.skipif(shutil.which("dunst") is None, reason="needs dunst: apt-get install dunst")


@pytest.fixture
def dunst(bus: SessionBus, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start dunst on a screen of its own."""
    with virtual_display() as screen:
        monkeypatch.setenv("DISPLAY", screen)
        yield lambda: bus.start(["dunst", "-conf", os.devnull], NAME, os.environ)


@needs_dunst
@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_a_person_and_a_page(engine: str, dunst: Callable[[], Any]) -> None:
    dunst()
    _, output = Engines().run(engine, APP, "--test", str(APP / "person.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 6


@needs_dunst
@pytest.mark.anyio
async def test_notifications_go_with_the_app_and_the_desktop_may_go_before(dunst: Callable[[], Any]) -> None:
    daemon = dunst()
    async with open_host(plugin) as app:
        assert (await app.call("notification.show", id="1", title="stays", requireInteraction=True)).data == {"id": "1"}
        assert displayed() == 1
    assert displayed() == 0
    async with open_host(plugin) as app:
        await app.call("notification.show", id="1", title="one")
        daemon.kill()
        daemon.wait()
        assert (await app.call("notification.show", id="2", title="two")).err["code"] == "NOT_SUPPORTED_ERR"
        dunst()
        assert (await app.call("notification.show", id="2", title="two")).data == {"id": "2"}


def displayed() -> int:
    return int(subprocess.run(["dunstctl", "count", "displayed"], capture_output=True, check=True).stdout)


@pytest.mark.anyio
async def test_a_desktop_without_notifications_is_told_of(bus: SessionBus, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_host(plugin) as app:
        err = (await app.call("notification.show", id="1", title="x")).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"] == "Cannot show notifications: no program of this desktop shows them"
    for address in ("", "unix:path=/nowhere", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        async with open_host(plugin) as app:
            err = (await app.call("notification.show", id="1", title="x")).err
            assert err["code"] == "NOT_SUPPORTED_ERR", address
            assert (await app.call("notification.list")).data == [], "the service is still there"


@needs_dunst
@pytest.mark.anyio
async def test_the_bus_may_go(dunst: Callable[[], Any], bus: SessionBus) -> None:
    dunst()
    async with open_host(plugin) as app:
        await app.call("notification.show", id="1", title="one")
        bus.close()
        desktop: Any = app.host.service("notification")
        await until(lambda: not desktop._desktop.connected)
        assert (await app.call("notification.show", id="2", title="two")).err["code"] == "NOT_SUPPORTED_ERR"
        assert (await app.call("notification.list")).data == [], "the service is still there"


@pytest.mark.anyio
async def test_without_the_permission_nothing_is_shown() -> None:
    async with open_host(plugin, settings={"permissions_allow_notifications": False}) as app:
        for route in ("show", "close", "list"):
            assert (await app.call(f"notification.{route}", id="1", title="x")).err["code"] == "ERR_DENIED"


NOTICES = st.builds(
    Notice,
    title=st.text(),
    body=st.text(),
    category=st.text(),
    image=st.text(),
    silent=st.booleans(),
    stays=st.booleans(),
    actions=st.lists(st.fixed_dictionaries({"action": st.text(), "title": st.text()})),
)


@given(NOTICES, st.sets(st.sampled_from(["actions", "body", "body-markup"])))
def test_what_is_told_can_be_carried_and_is_no_markup(notice: Notice, able: set[str]) -> None:
    from jeepney import DBusAddress, new_method_call

    told = as_dbus(notice, "app", "org.example.app", able, 7)
    address = DBusAddress("/org/freedesktop/Notifications", bus_name=NAME, interface=NAME)
    assert new_method_call(address, "Notify", "susssasa{sv}i", told).serialise(1)
    assert "\0" not in json.dumps(told)
    assert told[1] == 7
    if "body-markup" in able:
        assert "<" not in told[4]
    assert len(told[5]) == (2 + 2 * len(notice.actions) if "actions" in able else 0)
