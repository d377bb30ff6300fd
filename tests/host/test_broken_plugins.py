"""A plugin may be broken in any way it likes: it is named, and the rest of the app goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from oro_framework.errors import PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.app import Host
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.launch import Launch
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.loaded import GUARDS
from oro_framework.service import Service, route
from oro_framework.testing import open_host
from oro_framework.types import Call, Event

pytestmark = pytest.mark.anyio

RUNNING = ["oro_started", "oro_paused", "oro_resumed", "oro_stopping", "oro_window_changed", "oro_event", "oro_backend"]
DECLARING = [
    "oro_mounts",
    "oro_modules",
    "oro_permissions",
    "oro_protected_paths",
    "oro_routes",
    "oro_schemes",
    "oro_services",
    "oro_settings",
]
FAULTS: list[Callable[[], Any]] = [lambda: 1 / 0, lambda: sys.exit(3)]


def raising(hooks: list[str], fault: Callable[[], Any], called: list[str]) -> Any:
    """Return a plugin whose every hook fails."""

    def made(hook: str) -> Any:
        def call(self: Any) -> Any:
            called.append(hook)
            return fault()

        return hookimpl(call, specname=hook)

    return type("Raising", (), {"name": "raising", **{f"x_{hook}": made(hook) for hook in hooks}})()


class Sound:
    name = "sound"

    def __init__(self) -> None:
        self.heard: list[str] = []

    @hookimpl
    def oro_services(self) -> list[type[Service]]:
        return [SoundService]

    @hookimpl
    def oro_started(self) -> None:
        self.heard.append("started")

    @hookimpl
    def oro_paused(self) -> None:
        self.heard.append("paused")

    @hookimpl
    def oro_resumed(self) -> None:
        self.heard.append("resumed")

    @hookimpl
    def oro_stopping(self) -> None:
        self.heard.append("stopping")

    @hookimpl
    def oro_window_changed(self) -> None:
        self.heard.append("window")

    @hookimpl
    def oro_event(self, event: Event) -> None:
        self.heard.append(event.name)


class SoundService(Service):
    name = "sound"

    @route("sound.play")
    async def play(self, call: Call) -> str:
        return "played"


@pytest.mark.parametrize("hook", DECLARING)
@pytest.mark.parametrize("fault", FAULTS, ids=["raises", "exits"])
async def test_what_raises_while_it_declares_is_set_aside(
    hook: str, fault: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    module = ModuleType("raising_module")
    module.plugin = raising([hook], fault, [])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "raising_module", module)
    found = [Found("raising", "raising_module:plugin", "oro-raising", "1")]
    host = Host.load(load(Sources(derived={"meta_bundle_identifier": "org.example.test"})), root=tmp_path, found=found)
    assert host.plugins.infos["raising"].state == "broken"
    assert f'Plugin "raising" is set aside: {hook}: ' in caplog.text
    assert "test_broken_plugins.py" in caplog.text


@pytest.mark.parametrize("fault", FAULTS, ids=["raises", "exits"])
async def test_what_raises_while_the_app_runs_is_muted_and_the_others_go_on(
    fault: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    called: list[str] = []
    sound = Sound()
    settings = {"lifecycle_desktop_always_running": False}
    async with open_host(raising(RUNNING, fault, called), sound, settings=settings) as opened:
        host = opened.host
        for _ in range(2):
            host.event(Event(name="suspend"))
            await host.pause()
            await host.resume()
        assert (await opened.call("sound.play")).data == "played"
        assert (await opened.client.get("/nothing.html")).status_code == 404
        launch = Launch.__new__(Launch)
        launch.host = host
        assert launch._backend_class("headless").name == "headless"
    for hook in RUNNING:
        assert called.count(hook) == 1, hook
        assert f'Plugin "raising" is not asked for {hook} any more: ' in caplog.text
    assert sound.heard.count("suspend") == 2
    assert sound.heard.count("paused") == sound.heard.count("resumed") == 2
    assert (sound.heard.count("started"), sound.heard.count("stopping")) == (1, 1)
    assert "window" in sound.heard


async def test_one_that_raises_about_a_page_cannot_open_what_is_not_the_apps_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    called: list[str] = []
    plugin = raising(["oro_navigate"], FAULTS[0], called)
    settings = {"webview_navigator_policies_allowed": ["https://friend.example/"]}
    async with open_host(plugin, settings=settings) as opened:
        assert opened.host.may_show(opened.window, f"{opened.host.origin}/index.html")
        assert not opened.host.may_show(opened.window, "https://friend.example/")
    assert called == ["oro_navigate"] * 2
    assert 'Cannot ask plugin "raising" about "https://friend.example/"' in caplog.text


async def test_a_policy_that_raises_is_left_out_of_the_policy(caplog: pytest.LogCaptureFixture) -> None:
    called: list[str] = []
    plugin = raising(["oro_csp"], FAULTS[0], called)
    settings = {"webview_csp": "default-src 'self'"}
    async with open_host(plugin, settings=settings, files={"index.html": "<p>"}) as opened:
        for _ in range(2):
            response = await opened.client.get("/index.html")
            assert response.status_code == 200
            assert "default-src 'self'" in response.headers["content-security-policy"]
        opened.host.windows_manager.create(ViewSpec(url=opened.host.origin), 1)
    assert called == ["oro_csp"]


async def test_a_check_that_raises_denies() -> None:
    plugin = raising(["oro_check"], FAULTS[0], [])

    @route("kept", permission="kept")
    async def kept(call: Call) -> str:
        return pytest.fail("it ran")

    routes = type("Routes", (), {"name": "routes", "oro_routes": hookimpl(lambda self: [kept])})()
    async with open_host(plugin, routes) as opened:
        assert (await opened.call("kept")).err


@pytest.mark.parametrize("hook", sorted(GUARDS))
async def test_a_guard_that_cannot_be_set_up_stops_the_start(hook: str) -> None:
    if hook == "oro_check":
        plugin = raising(["oro_check", "oro_settings"], FAULTS[0], [])
    else:
        plugin = raising([hook], FAULTS[0], [])
    with pytest.raises(PluginUnavailable, match='plugin "raising" is required and broken'):
        async with open_host(plugin):
            pytest.fail("it started")
