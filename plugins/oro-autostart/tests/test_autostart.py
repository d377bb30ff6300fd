"""Starting with the desktop: what is written starts the app, by GLib as a desktop does it."""

from __future__ import annotations

import json
import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_autostart import plugin
from oro_autostart.places import DesktopEntry, LaunchAgent

from oro_framework.testing import open_host
from oro_framework.testing.host import BUNDLE

pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "autostart"


async def test_what_is_written_starts_the_app(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("gi", reason="needs PyGObject, which starts entries as desktops do")
    told = tmp_path / "told"
    program = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(repr(sys.argv[2:]))"
    arguments = ["--hidden", 'a "b" $HOME `id` %u \\', "", "ü"]
    async with open_host(plugin) as app:
        app.host.command = [sys.executable, "-c", program, str(told)]
        assert (await app.call("autostart.enable", arguments=json.dumps(arguments))).data == {"enabled": True}
    start(folder / f"{BUNDLE}.desktop")
    assert content(told) == repr(["--", *arguments])


def start(entry: Path) -> None:
    """Start an entry and wait for what it started."""
    program = (
        "import sys, gi\ngi.require_version('Gio', '2.0')\nfrom gi.repository import Gio, GLib\n"
        "loop, pids = GLib.MainLoop(), []\n"
        "app = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])\n"
        "flags = GLib.SpawnFlags.DO_NOT_REAP_CHILD\n"
        "app.launch_uris_as_manager([], None, flags, None, None, lambda app, pid, *_: pids.append(pid), None)\n"
        "GLib.child_watch_add(GLib.PRIORITY_DEFAULT, pids[0], lambda *_: loop.quit())\nloop.run()\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, str(entry)], check=True, timeout=60)


def content(path: Path) -> str:
    return path.read_text()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
async def test_a_person_may_switch_it_off(folder: Path, line: str) -> None:
    async with open_host(plugin) as app:
        app.host.command = ["app"]
        await app.call("autostart.enable")
        entry = folder / f"{BUNDLE}.desktop"
        entry.write_text(entry.read_text().replace("X-GNOME-Autostart-enabled=true\n", "") + f"{line}\n")
        assert (await app.call("autostart.isEnabled")).data == {"enabled": False}
        assert (await app.call("autostart.enable")).data == {"enabled": True}


async def test_who_was_not_started_by_a_command_says_so(folder: Path) -> None:
    async with open_host(plugin) as app:
        assert (await app.call("autostart.enable")).err["code"] == "NOT_SUPPORTED_ERR"


async def test_a_folder_that_cannot_be_written_to_is_named(folder: Path) -> None:
    os.mknod(folder)
    async with open_host(plugin) as app:
        app.host.command = ["app"]
        err = (await app.call("autostart.enable")).err
        assert err["message"] == f'Cannot start with the desktop: cannot use "{folder}": File exists'


async def test_without_the_permission_nothing_is_written(folder: Path) -> None:
    async with open_host(plugin, settings={"permissions_allow_autostart": False}) as app:
        app.host.command = ["app"]
        for route in ("enable", "disable", "isEnabled"):
            assert (await app.call(f"autostart.{route}")).err["code"] == "ERR_DENIED"
    assert os.listdir(folder.parent) == []


COMMANDS = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1)


@given(COMMANDS)
def test_every_place_is_enabled_until_it_is_not(
    tmp_path_factory: pytest.TempPathFactory, command: Sequence[str]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "places"
    for place in (DesktopEntry(folder, "a.b", "A"), LaunchAgent(folder, "a.b")):
        assert not place.enabled()
        place.enable(command)
        assert place.enabled()
        place.disable()
        place.disable()
        assert not place.enabled()
    assert list(folder.iterdir()) == []


def test_a_person_switches_off_what_a_package_brought(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    DesktopEntry(shared, "a.b", "A").enable(["/usr/bin/app"])
    place = DesktopEntry(tmp_path / "own", "a.b", "A", [shared])
    assert place.enabled()
    place.disable()
    assert not place.enabled()
    assert "Hidden=true" in (tmp_path / "own" / "a.b.desktop").read_text()
    place.enable(["/usr/bin/app"])
    assert place.enabled()


def test_launchd_is_told_what_to_start(tmp_path: Path) -> None:
    LaunchAgent(tmp_path, "org.example.app").enable(["/usr/bin/app", "a b"])
    job = plistlib.loads((tmp_path / "org.example.app.plist").read_bytes())
    assert job["ProgramArguments"] == ["/usr/bin/app", "a b"]
    assert (job["Label"], job["RunAtLoad"]) == ("org.example.app", True)
