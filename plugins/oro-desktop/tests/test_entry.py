"""Files and actions that reach an app through its entry, as `oro build` writes it and GLib reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oro_build.desktop.entry import menu_entry
from oro_build.desktop.mime import mime_package
from oro_build.product import Action, MimeType, Product

from oro_framework.testing.waiting import until_in_thread

NEEDED = ("gio", "update-mime-database", "update-desktop-database", "desktop-file-validate")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")

IDENTIFIER = "org.example.note"
PRODUCT = Product(
    identifier=IDENTIFIER,
    name="note",
    title="Notes",
    version="1.0.0",
    mime_types=[MimeType(type="application/x-test-note", patterns=["*.note"], comment="Note")],
    actions=[Action(id="new-note", name="Neue Notiz; 100 %"), Action(id="quit", name="Quit")],
)
APP = """
import json
from pathlib import Path
from oro_framework import hookimpl

HEARD = Path(__file__).with_name("heard.txt")

@hookimpl
def oro_event(event, host):
    if event.name.startswith("desktop"):
        with HEARD.open("a") as file:
            file.write(json.dumps([event.name, event.detail]) + "\\n")
        if event.detail == {"id": "quit"}:
            host.quit(0)
"""
SETTINGS = f"""
meta.bundle_identifier = "{IDENTIFIER}"
plugins.enabled = ["single-instance", "desktop"]
single_instance.enabled = true
"""
LAUNCH = """
import sys
from gi.repository import Gio
entry = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])
assert entry.get_action_name("new-note") == "Neue Notiz; 100 %"
if sys.argv[2:3] == ["--"]:
    entry.launch_uris(sys.argv[3:], None)
else:
    entry.launch_action(sys.argv[2], None)
"""


class Installed:
    """An app whose entry and file types are those of the person's desktop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entry = folder / "data" / "applications" / f"{IDENTIFIER}.desktop"

    def install(self) -> None:
        """Write what a package installs, and have the desktop's own programs read it."""
        app, program = self.folder / "app", self.folder / "note"
        app.mkdir()
        (app / "app.py").write_text(APP.replace("\\\\\\\\", "\\\\"))
        (app / "index.html").write_text("<!doctype html>")
        (app / "oro.toml").write_text(SETTINGS)
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m oro_framework.cli run --headless {app} -- "$@"\n')
        program.chmod(0o755)
        self.entry.parent.mkdir(parents=True)
        self.entry.write_text(menu_entry(PRODUCT, str(program)))
        types = self.folder / "data" / "mime"
        (types / "packages").mkdir(parents=True)
        (types / "packages" / f"{IDENTIFIER}.xml").write_text(mime_package(PRODUCT))
        for command, argument in (
            ("desktop-file-validate", self.entry),
            ("update-mime-database", types),
            ("update-desktop-database", self.entry.parent),
        ):
            done = subprocess.run([command, argument], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr + done.stdout

    def open(self, path: Path) -> None:
        """Open a file with the app that is for its kind."""
        subprocess.run(["gio", "open", path], check=True)

    def open_with(self, *paths: Path) -> None:
        """Open files together, as a file manager does with those that are selected."""
        self._launch("--", *(path.as_uri() for path in paths))

    def choose(self, action: str) -> None:
        """Choose an action in the menu of the icon, as docks do."""
        self._launch(action)

    def _launch(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-W", "ignore", "-c", LAUNCH, self.entry, *arguments], check=True)

    def heard(self, count: int) -> list[Any]:
        """Wait until the app heard of so many things, and return them."""
        path = self.folder / "app" / "heard.txt"

        def lines() -> list[str]:
            found = path.read_text().splitlines() if path.exists() else []
            return found if len(found) >= count else []

        return [json.loads(line) for line in until_in_thread(lines, 60)]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    """Install the app for a person of the test's own, and end it."""
    pytest.importorskip("gi")
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    found = Installed(tmp_path)
    found.install()
    yield found
    before = len(found.heard(1))
    found.choose("quit")
    assert found.heard(before + 1)[-1] == ["desktopaction", {"id": "quit"}]


def test_files_and_actions_reach_the_app(installed: Installed, tmp_path: Path) -> None:
    first, second = tmp_path / "grüner tee.note", tmp_path / "two.note"
    for path in (first, second):
        path.write_text("tea")
    installed.open(first)
    assert installed.heard(1) == [["desktopopen", {"paths": [str(first)]}]]
    installed.open_with(first, second)
    assert installed.heard(2)[1] == ["desktopopen", {"paths": [str(first), str(second)]}]
    installed.choose("new-note")
    assert installed.heard(3)[2] == ["desktopaction", {"id": "new-note"}]
