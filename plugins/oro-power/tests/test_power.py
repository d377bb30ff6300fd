"""The machine kept awake and watched, over a real bus with programs that do what desktops' documentation says."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_power import plugin
from oro_power.battery import battery_of
from oro_power.standalone import awake

from oro_framework import hookimpl
from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.host.backends.interface.offer import Offer
from oro_framework.host.downloads.service import Downloads
from oro_framework.testing import Engines, Events, OpenHost, engines, open_host, until
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap
from oro_framework.types import Event, Host

pytestmark = pytest.mark.anyio

APP = Path(__file__).with_name("app")
DESK = Path(__file__).with_name("desk.py")
CONTROL = BusService("org.example.Desk", "/", "org.example.Desk")
SESSION = ("/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session")
BATTERY = ("/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device")
MACHINE = ("logind", "upower", "screen-saver")
DELAY = "logind sleep:shutdown delay: org.example.test, Finish what it is doing"


class Desk:
    """The hand of a test on the stand-in."""

    def __init__(self, bus: DesktopBus) -> None:
        self._bus = bus

    async def known(self) -> Any:
        (text,) = await self._bus.call(CONTROL, "Known")
        return json.loads(text)

    async def held(self) -> list[str]:
        found: list[str] = (await self.known())["held"]
        return found

    async def prepare(self, what: str, before: bool) -> None:
        await self._bus.call(CONTROL, "Prepare", "sb", what, before)

    async def set(self, of: tuple[str, str], **values: tuple[str, Any]) -> None:
        await self._bus.call(CONTROL, "Set", "ssa{sv}", *of, values)

    async def do(self, method: str, signature: str, *body: Any) -> None:
        await self._bus.call(CONTROL, method, signature, *body)


@asynccontextmanager
async def desk_of(bus: SessionBus, *parts: str) -> AsyncIterator[Desk]:
    """Have these parts of a desktop on the bus during the block."""
    bus.start([sys.executable, str(DESK), *parts], "org.example.Desk", os.environ)
    connection = DesktopBus("SESSION")
    async with anyio.create_task_group() as tasks:
        await tasks.start(connection.run)
        yield Desk(connection)
        tasks.cancel_scope.cancel()


async def heard(events: Events, name: str) -> Any:
    """Wait for an event and return its detail; those before it are skipped."""
    while (line := await events.next()).get("name") != name:
        continue
    return line["detail"]


async def held_by(opened: OpenHost, **wanted: Any) -> list[str]:
    answer = await opened.call("power.awake", id="a", reason="Copying 12 films", **wanted)
    found: list[str] = answer.data["by"]
    return found


# -- awake ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "display", "by", "held"),
    [
        (["logind"], False, ["logind"], ["logind sleep:idle block: org.example.test, Copying 12 films"]),
        (
            ["logind", "screen-saver"],
            True,
            ["screen saver", "logind"],
            [
                "logind sleep:idle block: org.example.test, Copying 12 films",
                "screen saver: org.example.test, Copying 12 films",
            ],
        ),
        (
            ["logind", "session-manager"],
            True,
            ["session manager"],
            ["session manager 12: org.example.test, Copying 12 films"],
        ),
        (["logind", "session-manager", "portal"], True, ["portal"], ["portal 12: Copying 12 films"]),
        (["portal"], False, ["portal"], ["portal 4: Copying 12 films"]),
    ],
)
async def test_the_machine_is_kept_awake_by_what_the_desktop_has(
    bus: SessionBus, parts: list[str], display: bool, by: list[str], held: list[str]
) -> None:
    async with desk_of(bus, *parts) as desk:
        async with open_host(plugin) as opened:
            assert await held_by(opened, display=display) == by
            assert await desk.held() == held
            assert (await opened.call("power.release", id="a")).data is None
            await until(lambda: _nothing(desk))
            assert await held_by(opened, display=display) == by
        await until(lambda: _nothing(desk))
        assert (await desk.known())["registered"] == (["org.example.test"] if "portal" in parts else [])


async def _nothing(desk: Desk) -> bool:
    return await desk.held() == []


async def test_a_page_that_goes_lets_the_machine_sleep(bus: SessionBus) -> None:
    async with desk_of(bus, "logind") as desk, open_host(plugin) as opened:
        assert await held_by(opened) == ["logind"]
        assert (await opened.call("power.awake", id="a", reason="again")).status == 400
        service = opened.host.service("power")
        assert service is not None
        assert service.diagnostics() == {"holds": ["a"], "watchers": []}
        await service.release(opened.window)
        await until(lambda: _nothing(desk))
        missing = await opened.call("power.release", id="a")
        assert missing.err["message"] == 'Cannot release "a": the page holds nothing of that id'


async def test_what_nothing_can_hold_is_refused_and_nothing_stays_held(bus: SessionBus) -> None:
    async with desk_of(bus, "logind") as desk, open_host(plugin) as opened:
        err = (await opened.call("power.awake", id="a", reason="A film", display=True)).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"].startswith("Cannot keep the display on: portal: org.freedesktop.portal.Desktop is not")
        assert await desk.held() == []


async def test_without_a_bus_it_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for which in ("SESSION", "SYSTEM"):
        monkeypatch.setenv(f"DBUS_{which}_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    async with open_host(plugin) as opened:
        err = (await opened.call("power.awake", id="a", reason="Work")).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"] == (
            "Cannot keep the machine awake: there is no session bus: No such file or directory; "
            "there is no system bus: No such file or directory"
        )
        told = (await opened.call("power.watch")).err
        assert told["message"] == (
            "Cannot tell what the machine does: there is no system bus: No such file or directory; "
            "there is no session bus: No such file or directory"
        )
        async with opened.host.power.awake("work that goes on all the same"):
            pass


async def test_nothing_to_hold_and_no_reason_are_refused() -> None:
    async with open_host(plugin) as opened:
        assert (await opened.call("power.awake", id="a", reason=" ")).err["code"] == "ERR_INVALID_ARG"
        neither = await opened.call("power.awake", id="a", reason="Work", sleep=False)
        assert neither.err["message"] == 'Cannot keep the machine awake: neither "sleep" nor "display" is wanted'


async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_power": False}) as opened:
        for route in ("power.awake", "power.watch", "power.status"):
            assert (await opened.call(route, id="a", reason="Work")).status == 403


async def test_the_host_keeps_the_machine_awake_for_its_own_work(bus: SessionBus) -> None:
    async with desk_of(bus, "logind") as desk, open_host(plugin) as opened:
        async with opened.host.power.awake("Downloading maps"):
            expected = ["logind sleep:idle block: org.example.test, Downloading maps"]
            await until(lambda: _holds(desk, expected))
        await until(lambda: _nothing(desk))


async def _holds(desk: Desk, expected: Sequence[str]) -> bool:
    return await desk.held() == expected


async def test_an_app_without_the_plugin_works_all_the_same(bus: SessionBus) -> None:
    async with desk_of(bus, "logind") as desk, open_host() as opened, opened.host.power.awake("Downloading maps"):
        assert await desk.held() == []


async def test_a_download_keeps_the_machine_awake(bus: SessionBus, tmp_path: Path) -> None:
    chosen = {"webview_downloads": "allow", "webview_downloads_folder": str(tmp_path)}
    async with desk_of(bus, "logind") as desk, open_host(plugin, settings=chosen) as opened:
        downloads = opened.host.service("downloads")
        assert isinstance(downloads, Downloads)
        offer = Offer(url="https://example.com/map.bin", name="map.bin")
        transfer = downloads.offered(opened.window, offer, lambda: None)
        assert transfer is not None
        await until(lambda: _holds(desk, ["logind sleep:idle block: org.example.test, Downloading map.bin"]))
        transfer.path.write_bytes(b"map")
        transfer.ended(None)
        await until(lambda: _nothing(desk))
        assert (tmp_path / "map.bin").read_bytes() == b"map"


async def test_a_setting_leaves_the_machine_alone(bus: SessionBus) -> None:
    async with (
        desk_of(bus, "logind") as desk,
        open_host(plugin, settings={"power_awake": False}) as opened,
        opened.host.power.awake("Downloading maps"),
    ):
        assert await held_by(opened) == ["logind"]
        assert await desk.held() == ["logind sleep:idle block: org.example.test, Copying 12 films"]


async def test_a_hold_that_went_with_its_bus_is_told(bus: SessionBus) -> None:
    async with desk_of(bus, "portal"), open_host(plugin) as opened, opened.events() as events:
        assert await held_by(opened) == ["portal"]
        bus.close()
        assert await heard(events, "powerreleased") == {"id": "a", "reason": "the session bus is gone"}
        assert (await opened.call("power.release", id="a")).status == 404


# -- watching ------------------------------------------------------------------------------------------------


async def test_the_machine_waits_before_it_sleeps_until_the_page_is_ready(bus: SessionBus) -> None:
    async with desk_of(bus, *MACHINE) as desk, open_host(plugin) as opened, opened.events() as events:
        assert (await opened.call("power.watch")).data["missing"] == []
        assert await desk.held() == [DELAY]
        await desk.prepare("Sleep", True)
        detail = await heard(events, "powersleep")
        assert detail["milliseconds"] == 4500
        assert await desk.held() == [DELAY]
        assert (await opened.call("power.ready", turn=detail["turn"])).status == 200
        await until(lambda: _nothing(desk))
        await desk.prepare("Sleep", False)
        assert await heard(events, "powerwake") == {}
        await until(lambda: _holds(desk, [DELAY]))
        await desk.prepare("Shutdown", True)
        detail = await heard(events, "powershutdown")
        assert (await opened.call("power.unwatch")).status == 200
        await until(lambda: _nothing(desk))


async def test_the_machine_waits_no_longer_than_it_may(bus: SessionBus) -> None:
    async with desk_of(bus, *MACHINE) as desk, open_host(plugin) as opened, opened.events() as events:
        manager = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager")
        await desk.set(manager, InhibitDelayMaxUSec=("t", 20_000))
        assert (await opened.call("power.watch")).status == 200
        await desk.prepare("Sleep", True)
        assert (await heard(events, "powersleep"))["milliseconds"] == 10
        await until(lambda: _nothing(desk))


async def test_a_sleep_that_is_called_off_keeps_the_delay(bus: SessionBus) -> None:
    async with desk_of(bus, *MACHINE) as desk, open_host(plugin) as opened, opened.events() as events:
        assert (await opened.call("power.watch")).status == 200
        await desk.prepare("Sleep", True)
        turn = (await heard(events, "powersleep"))["turn"]
        await desk.prepare("Sleep", False)
        await heard(events, "powerwake")
        assert (await opened.call("power.ready", turn=turn)).status == 200
        assert await desk.held() == [DELAY]


async def test_lock_idleness_and_battery_are_told(bus: SessionBus) -> None:
    async with desk_of(bus, *MACHINE) as desk, open_host(plugin) as opened, opened.events() as events:
        assert (await opened.call("power.watch")).data == {
            "battery": {"level": 0.8, "state": "charging", "timeToEmpty": None, "timeToFull": 1800},
            "onBattery": False,
            "lidClosed": False,
            "locked": False,
            "idle": False,
            "missing": [],
        }
        await desk.do("Lock", "s", "Lock")
        await heard(events, "powerlock")
        await desk.set(SESSION, LockedHint=("b", True))
        assert (await opened.call("power.status")).data["locked"] is True
        await desk.set(SESSION, LockedHint=("b", False))
        await heard(events, "powerunlock")
        await desk.set(SESSION, IdleHint=("b", True))
        await heard(events, "poweridle")
        await desk.do("Save", "b", True)
        await desk.set(SESSION, IdleHint=("b", False))
        assert (await opened.call("power.status")).data["idle"] is True
        await desk.do("Save", "b", False)
        await heard(events, "poweractive")
        await desk.set(BATTERY, Percentage=("d", 12.5), State=("u", 2), TimeToEmpty=("x", 600), TimeToFull=("x", 0))
        low = {"level": 0.125, "state": "discharging", "timeToEmpty": 600, "timeToFull": None}
        assert (await heard(events, "powerbattery"))["battery"] == low
        await desk.set(("/org/freedesktop/UPower", "org.freedesktop.UPower"), LidIsClosed=("b", True))
        assert (await heard(events, "powerbattery"))["lidClosed"] is True


async def test_what_is_not_told_is_named(bus: SessionBus) -> None:
    async with desk_of(bus, "upower"), open_host(plugin) as opened:
        status = (await opened.call("power.status")).data
        assert (status["onBattery"], status["locked"], status["idle"]) == (False, None, None)
        absent = "org.freedesktop.login1 is not there, or does not offer this"
        assert status["missing"] == [absent, absent, "org.freedesktop.ScreenSaver is not there, or does not offer this"]


class Listener:
    """A plugin that keeps the names of events."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @hookimpl
    def oro_event(self, event: Event, host: Host) -> None:
        self.heard.append(event.name)


async def test_plugins_hear_of_the_machine_where_a_setting_says_so(bus: SessionBus) -> None:
    listener = Listener()
    async with desk_of(bus, *MACHINE) as desk, open_host(plugin, listener, settings={"power_watch": True}):
        await until(lambda: _holds(desk, [DELAY]))
        await desk.prepare("Sleep", True)
        await until(lambda: _nothing(desk))
        assert listener.heard == ["powersleep"]


async def test_a_sandbox_is_told_by_its_portal(bus: SessionBus, monkeypatch: pytest.MonkeyPatch) -> None:
    import oro_power.machine as machine

    sandboxed: Callable[[], bool] = lambda: True  # noqa: E731
    monkeypatch.setattr(machine, "is_sandboxed", sandboxed)
    async with desk_of(bus, "portal") as desk, open_host(plugin) as opened, opened.events() as events:
        assert (await opened.call("power.watch")).data["battery"] is None
        await desk.do("State", "a{sv}", {"screensaver-active": ("b", True), "session-state": ("u", 1)})
        await heard(events, "poweridle")
        await desk.do("State", "a{sv}", {"screensaver-active": ("b", False), "session-state": ("u", 2)})
        turn = (await heard(events, "powershutdown"))["turn"]
        assert (await desk.known())["answered"] == []
        assert (await opened.call("power.ready", turn=turn)).status == 200
        await until(lambda: _answered(desk))


async def _answered(desk: Desk) -> bool:
    return len((await desk.known())["answered"]) == 1


# -- pages ---------------------------------------------------------------------------------------------------


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_keep_the_machine_awake_and_watch_it(engine: str, bus: SessionBus) -> None:
    bus.start([sys.executable, str(DESK), *MACHINE], "org.example.Desk", os.environ)
    _, output = Engines().run(engine, APP, "--test", str(APP / "power.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 5


async def test_a_command_without_an_app_keeps_the_machine_awake(bus: SessionBus) -> None:
    async with desk_of(bus, *MACHINE) as desk:
        async with awake("Downloading a model", app="oro"):
            await until(desk.held)
            assert await desk.held() == ["logind sleep:idle block: oro, Downloading a model"]
        await until(lambda: nothing_held(desk))
        with pytest.raises(ZeroDivisionError):
            async with awake("Failing", app="oro"):
                raise ZeroDivisionError


async def nothing_held(desk: Desk) -> bool:
    return not await desk.held()


# -- the battery ---------------------------------------------------------------------------------------------


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "IsPresent": st.booleans(),
            "Percentage": st.floats(allow_nan=False),
            "State": st.integers(0, 99),
            "TimeToEmpty": st.integers(0),
            "TimeToFull": st.integers(0),
        },
    )
)
def test_any_device_is_a_battery_or_none(device: dict[str, Any]) -> None:
    battery = battery_of(device)
    assert (battery is not None) == device.get("IsPresent", False)
    if battery is not None:
        assert 0 <= battery["level"] <= 1
