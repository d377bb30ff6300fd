"""The icon, the settings and the list of files used recently, over a real bus and with the desktop's own libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from hypothesis import given
from hypothesis import strategies as st
from oro_desktop import plugin
from oro_desktop.appearance import appearance_of
from oro_desktop.arguments import actions_among, paths_among
from oro_desktop.bookmarks import Bookmark, Bookmarks

from oro_framework import hookimpl
from oro_framework.desktop_bus import BusService, DesktopBus
from oro_framework.testing import Engines, Events, Reply, engines, open_host, until
from oro_framework.testing.session_bus import SessionBus
from oro_framework.testing.tap import parse_tap
from oro_framework.types import Event

pytestmark = pytest.mark.anyio

APP = Path(__file__).with_name("app")
DESK = Path(__file__).with_name("desk.py")
CONTROL = BusService("org.example.Desk", "/", "org.example.Desk")
URI = "application://org.example.test.desktop"
BARE = {"count": 0, "count-visible": False, "progress": 0.0, "progress-visible": False, "urgent": False}
NOW = {"colorScheme": "dark", "accentColor": "#3366ff", "contrast": "no-preference", "reducedMotion": False}


class Desk:
    """The hand of a test on the stand-in."""

    def __init__(self, bus: DesktopBus) -> None:
        self._bus = bus

    async def shown(self) -> Any:
        (text,) = await self._bus.call(CONTROL, "Known")
        return json.loads(text)["shown"]

    async def change(self, space: str, key: str, value: tuple[str, Any]) -> None:
        await self._bus.call(CONTROL, "Change", "ssv", space, key, value)

    async def start_dock(self) -> None:
        await self._bus.call(CONTROL, "Dock")


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


# -- the icon --------------------------------------------------------------------------------------------------


async def test_a_dock_shows_number_and_progress(bus: SessionBus) -> None:
    async with desk_of(bus, "dock") as desk:
        async with open_host(plugin) as opened:
            assert (await opened.call("desktop.badge", count=3)).data == {"shown": True}
            assert (await opened.call("desktop.progress", value=0.25, urgent=True)).data == {"shown": True}
            icon = {"count": 3, "count-visible": True, "progress": 0.25, "progress-visible": True, "urgent": True}
            assert await desk.shown() == [[URI, icon]]
            assert (await opened.call("desktop.progress")).data == {"shown": True}
            assert await desk.shown() == [[URI, {**BARE, "count": 3, "count-visible": True}]]
            assert (await opened.call("desktop.badge")).data == {"shown": True}
            assert await desk.shown() == [[URI, BARE]]
            await opened.call("desktop.badge", count=4)
        await until(lambda: _nothing(desk))


async def _nothing(desk: Desk) -> bool:
    return bool(await desk.shown() == [])


async def test_where_no_dock_is_it_says_so_and_one_that_comes_is_told(bus: SessionBus) -> None:
    async with desk_of(bus) as desk, open_host(plugin) as opened:
        assert (await opened.call("desktop.badge", count=3)).data == {"shown": False}
        first = await desk.shown()
        await opened.call("desktop.badge", count=5)
        await desk.start_dock()
        assert (await opened.call("desktop.badge", count=6)).data == {"shown": True}
        assert first != await desk.shown()


async def test_progress_goes_with_its_page_and_the_number_stays(bus: SessionBus) -> None:
    async with desk_of(bus, "dock") as desk, open_host(plugin) as opened:
        await opened.call("desktop.badge", count=2)
        await opened.call("desktop.progress", value=0.5)
        service = opened.host.service("desktop")
        assert service is not None
        await service.release(opened.window)
        assert await desk.shown() == [[URI, {**BARE, "count": 2, "count-visible": True}]]


@pytest.mark.parametrize(("route", "wrong"), [("desktop.badge", {"count": -1}), ("desktop.progress", {"value": 1.5})])
async def test_what_no_icon_can_show_is_refused(route: str, wrong: dict[str, Any]) -> None:
    async with open_host(plugin) as opened:
        assert (await opened.call(route, **wrong)).err["code"] == "ERR_INVALID_ARG"


async def test_without_a_bus_it_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    async with open_host(plugin) as opened:
        err = (await opened.call("desktop.badge", count=1)).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert err["message"] == "Cannot change the app's icon: there is no session bus: No such file or directory"
        told = (await opened.call("desktop.settings")).err
        assert told["message"].startswith("Cannot tell the settings of the desktop: there is no session bus")


async def test_permissions_are_needed(tmp_path: Path) -> None:
    denied = {"permissions_allow_desktop": False, "permissions_allow_desktop_recent_files": False}
    async with open_host(plugin, settings=denied) as opened:
        for route in ("desktop.badge", "desktop.progress", "desktop.settings", "desktop.watch", "desktop.opened"):
            assert (await opened.call(route)).status == 403
        for route in ("desktop.recent.add", "desktop.recent.list", "desktop.recent.clear"):
            assert (await opened.call(route, path=str(tmp_path))).status == 403


# -- settings --------------------------------------------------------------------------------------------------


async def test_settings_are_told_and_their_changes(bus: SessionBus) -> None:
    async with desk_of(bus, "portal") as desk, open_host(plugin) as opened, opened.events() as events:
        now = {**NOW, "textScale": 1.25}
        assert (await opened.call("desktop.settings")).data == now
        assert (await opened.call("desktop.watch")).data == now
        await desk.change("org.example.other", "secret", ("s", "other"))
        await desk.change("org.gnome.desktop.interface", "font-name", ("s", "Inter 12"))
        await desk.change("org.freedesktop.appearance", "contrast", ("u", 1))
        assert await heard(events, "desktopsettings") == {**now, "contrast": "more"}
        await desk.change("org.freedesktop.appearance", "accent-color", ("(ddd)", (-1.0, -1.0, -1.0)))
        assert (await heard(events, "desktopsettings"))["accentColor"] is None
        await opened.call("desktop.unwatch")
        service = opened.host.service("desktop")
        assert service is not None
        assert service.diagnostics() == {"watchers": []}


async def test_a_desktop_without_the_portal_tells_nothing(bus: SessionBus) -> None:
    async with desk_of(bus), open_host(plugin) as opened:
        err = (await opened.call("desktop.settings")).err
        assert err["code"] == "NOT_SUPPORTED_ERR"
        assert "org.freedesktop.portal.Desktop is not there" in err["message"]


@given(
    st.dictionaries(
        st.sampled_from(["org.freedesktop.appearance", "org.gnome.desktop.interface"]),
        st.dictionaries(
            st.sampled_from(["color-scheme", "accent-color", "contrast", "reduced-motion", "text-scaling-factor"]),
            st.none() | st.integers() | st.floats() | st.text() | st.tuples(st.floats(), st.floats(), st.floats()),
        ),
    )
)
def test_whatever_a_portal_says_is_read(found: dict[str, dict[str, Any]]) -> None:
    """Any values give settings of the declared kinds."""
    read = appearance_of(found)
    assert read["colorScheme"] in ("dark", "light", None)
    assert read["contrast"] in ("more", "no-preference", None)
    assert read["reducedMotion"] in (True, False, None)
    assert read["accentColor"] is None or len(read["accentColor"]) == 7
    assert read["textScale"] is None or 0.25 <= read["textScale"] <= 8


def test_settings_of_gnome_stand_in_for_those_of_every_desktop() -> None:
    gnome: dict[str, dict[str, Any]] = {
        "org.gnome.desktop.interface": {"color-scheme": "prefer-dark", "enable-animations": False},
        "org.gnome.desktop.a11y.interface": {"high-contrast": True},
    }
    expected = {
        "colorScheme": "dark",
        "contrast": "more",
        "reducedMotion": True,
        "accentColor": None,
        "textScale": None,
    }
    assert appearance_of(gnome) == expected
    assert appearance_of({**gnome, "org.freedesktop.appearance": {"color-scheme": 0}})["colorScheme"] is None


# -- recent files ----------------------------------------------------------------------------------------------


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give the file of the list, in a folder of the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "recently-used.xbel"


async def test_recent_files_are_added_listed_and_cleared(data: Path, tmp_path: Path) -> None:
    tea, cup = tmp_path / "grüner tee.txt", tmp_path / "cup.png"
    tea.touch()
    cup.touch()
    async with open_host(plugin) as opened:
        assert (await opened.call("desktop.recent.list")).data == {"files": []}
        await opened.call("desktop.recent.add", path=str(tea), title="Green tea")
        await opened.call("desktop.recent.add", path=str(cup), groups=json.dumps(["Graphics"]))
        await opened.call("desktop.recent.add", path=str(tea))
        files = (await opened.call("desktop.recent.list")).data["files"]
        assert [(each["path"], each["type"], each["title"]) for each in files] == [
            (str(tea), "text/plain", "Green tea"),
            (str(cup), "image/png", "cup.png"),
        ]
        assert (await anyio.Path(data).stat()).st_mode & 0o777 == 0o600
        assert (await opened.call("desktop.recent.clear", path=str(cup))).data == {"count": 1}
        assert (await opened.call("desktop.recent.clear")).data == {"count": 1}
        assert (await opened.call("desktop.recent.list")).data == {"files": []}


async def test_what_cannot_be_on_the_list_is_refused(data: Path, tmp_path: Path) -> None:
    async with open_host(plugin) as opened:
        missing = (await opened.call("desktop.recent.add", path=str(tmp_path / "none"))).err
        assert missing["code"] == -2
        await anyio.Path(data.parent).mkdir()
        await anyio.Path(data).write_text("<xbel")
        broken = (await opened.call("desktop.recent.list")).err
        assert broken["code"] == "ERR_BROKEN"
        assert broken["message"].startswith(f'Cannot read "{data}": it is no XML: ')
        await anyio.Path(data).write_text("<html/>")
        assert "it begins with <html>" in (await opened.call("desktop.recent.list")).err["message"]


GTK = """
import sys
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import GLib, Gtk
path, uri, do = sys.argv[1:]
recent = Gtk.RecentManager(filename=path)
if do == "add":
    data = Gtk.RecentData()
    data.mime_type, data.app_name, data.app_exec, data.display_name = "text/plain", "gedit", "gedit %u", "Of another"
    changed = []
    recent.connect("changed", lambda _: changed.append(1))
    recent.add_full(uri, data)
    while not changed:
        GLib.MainContext.default().iteration(True)
item = recent.lookup_item(uri)
names = sorted(item.get_applications())
command, count, _ = item.get_application_info(names[-1])
print(item.get_mime_type(), item.get_display_name(), ",".join(names), command, count, sep="|")
"""


def gtk(path: Path, uri: str, do: str) -> list[str]:
    """Have GTK read or write the list, as its programs do; return type, title, applications, command and count."""
    pytest.importorskip("gi")
    command = [sys.executable, "-W", "ignore", "-c", GTK, str(path), uri, do]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split("|")


async def test_gtk_reads_the_list_and_what_it_wrote_stays(data: Path, tmp_path: Path) -> None:
    data.parent.mkdir()
    tea = tmp_path / "tea.txt"
    tea.touch()
    await to_thread.run_sync(gtk, data, tea.as_uri(), "add")
    await to_thread.run_sync(gtk, data, "file:///elsewhere", "add")
    async with open_host(plugin) as opened:
        opened.host.command = ["/usr/bin/tea time"]
        await opened.call("desktop.recent.add", path=str(tea))
        await opened.call("desktop.recent.add", path=str(tea))
        read = await to_thread.run_sync(gtk, data, tea.as_uri(), "read")
        expected = ["text/plain", "Of another", "gedit,org.example.test", f"'/usr/bin/tea time' {tea.as_uri()}", "2"]
        assert read == expected
        await opened.call("desktop.recent.clear")
        for uri in (tea.as_uri(), "file:///elsewhere"):
            assert (await to_thread.run_sync(gtk, data, uri, "read"))[2] == "gedit"


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=8), _WORDS)
def test_a_list_keeps_what_is_put_on_it(files: list[tuple[str, str]], application: str) -> None:
    """What is added is read again, and removing it leaves an empty list."""
    marks = Bookmarks(b"")
    for number, (href, title) in enumerate(files):
        mark = Bookmark(href=href, type="text/plain", title=title)
        marks.add(mark, application, "tea %u", datetime.fromtimestamp(number, UTC))
    marks = Bookmarks(bytes(marks))
    latest = dict(files)
    assert {each.href: each.title for each in marks.of(application)} == latest
    assert marks.remove(application) == len(latest)
    assert Bookmarks(bytes(marks)).of(application) == []


# -- drags -----------------------------------------------------------------------------------------------------


async def test_what_pages_may_not_read_is_not_dragged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    secret = tmp_path / "state" / "org.example.test" / "permissions.json"
    secret.parent.mkdir(parents=True)
    secret.touch()
    (tmp_path / "tea").touch()
    async with open_host(plugin) as opened:

        async def drag(*paths: str) -> Reply:
            return await opened.call("desktop.drag", paths=json.dumps(paths))

        assert (await drag()).err["code"] == "ERR_INVALID_ARG"
        assert (await drag(str(tmp_path / "none"))).err["code"] == "NOT_FOUND_ERR"
        assert (await drag(str(tmp_path / "tea"), str(secret))).status == 403
        assert (await drag(str(tmp_path / "tea"))).err["code"] in ("NOT_SUPPORTED_ERR", "ERR_BROKEN")
        for name in ("..", "a/b", "a\\b", "x" * 300):
            assert (await opened.call("desktop.dragContents", name=name)).err["code"] == "ERR_INVALID_ARG"


# -- starts ----------------------------------------------------------------------------------------------------


class Listener:
    """Remembers what plugins are told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    @hookimpl
    def oro_event(self, event: Event) -> None:
        """Remember an event."""
        self.heard.append((event.name, event.detail))


async def test_a_start_opens_files_and_does_actions(tmp_path: Path) -> None:
    listener = Listener()
    async with open_host(plugin, listener) as opened:
        argv = ["a%20b.tea", "file:///x/a%20b.tea", "--desktop-action", "new"]
        opened.host.event(Event(name="applicationinstance", detail={"argv": argv, "cwd": str(tmp_path)}))
        paths = [str(tmp_path / "a%20b.tea"), "/x/a b.tea"]
        told = [each for each in listener.heard if each[0] != "applicationinstance"]
        assert told == [("desktopopen", {"paths": paths}), ("desktopaction", {"id": "new"})]
        assert (await opened.call("desktop.opened")).data == {"paths": paths}


def test_what_is_no_file_is_not_opened() -> None:
    words = ["-v", "https://example.org", "tea://1", "", "file://elsewhere/x", "--desktop-action", "new", "notes.txt"]
    assert paths_among(words, "/home") == ["/home/notes.txt"]
    assert actions_among(words) == ["new"]


@given(st.lists(st.text()))
def test_any_command_line_is_read(words: list[str]) -> None:
    """Any arguments give absolute paths."""
    assert all(path.startswith("/") for path in paths_among(words, "/home"))


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_use_the_desktop(engine: str, bus: SessionBus, data: Path) -> None:
    bus.start([sys.executable, str(DESK), "portal", "dock"], "org.example.Desk", os.environ)
    _, output = Engines().run(engine, APP, "--test", str(APP / "desktop.js"), "--", "notes.txt")
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output
    assert len(report.tests) == 6
