"""Files chosen in the desktop's own dialog: for inputs of pages, by real clicks, and for the app's dialogs."""

from __future__ import annotations

import itertools
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import engines
from oro_framework.testing.session_bus import SessionBus
from tests.desktop.desk import HERE, Desk, desk, lacking

pytestmark = [pytest.mark.webview, pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}")]


class Person:
    """Whoever answers the dialogs of the portal."""

    def __init__(self, bus: SessionBus) -> None:
        self._environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus.address}

    def _call(self, method: str, *arguments: str) -> str:
        command = ["gdbus", "call", "--session", "--dest", "org.example.Desk", "--object-path", "/"]
        command += ["--method", f"org.example.Desk.{method}", *arguments]
        return subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True).stdout

    def answers(self, code: int, *paths: Path) -> None:
        """Say what the person answers from now on."""
        self._call("Answer", f"uint32 {code}", json.dumps([path.as_uri() for path in paths]) if paths else "@as []")

    def known(self) -> Any:
        """Return what was asked."""
        return json.loads(self._call("Known").strip()[2:-3].encode().decode("unicode_escape"))


@pytest.fixture(params=engines())
def opened(request: pytest.FixtureRequest, bus: SessionBus, tmp_path: Path) -> Iterator[tuple[Desk, Person]]:
    """Give an app on a desktop with a portal, and the person."""
    bus.start([sys.executable, str(HERE / "file_portal.py")], "org.example.Desk", os.environ)
    with desk(request.param, tmp_path, tray=False, app=HERE / "files_app", bus=bus.address) as app:
        yield app, Person(bus)


def files(folder: Path, *names: str) -> Sequence[Path]:
    for name in names:
        (folder / name).write_text(f"of {name}")
    return [folder / name for name in names]


def click(app: Desk, y: int) -> None:
    left, top = app.place("Choosers")
    app.xdotool("mousemove", left + 40, top + y, "click", 1)


def test_an_input_is_filled_by_the_portal(opened: tuple[Desk, Person], tmp_path: Path) -> None:
    app, person = opened
    tea, cup = files(tmp_path, "grüner tee.txt", "cup.png")
    person.answers(0, tea)
    click(app, 12)
    assert app.heard("change") == {"id": "one", "files": [["grüner tee.txt", "of grüner tee.txt"]]}
    (asked,) = person.known()["asked"]
    assert asked[0] == "OpenFile"
    assert asked[1].startswith("x11:")
    assert asked[3] == {"modal": True}
    person.answers(0, tea, cup)
    click(app, 72)
    names = [name for name, _ in app.heard("change")["files"]]
    assert sorted(names) == ["cup.png", "grüner tee.txt"]
    (asked,) = person.known()["asked"]
    assert asked[3]["multiple"] is True
    assert "All files" in [name for name, _ in asked[3]["filters"]]
    person.answers(1)
    click(app, 12)
    app.until(lambda: len(person.known()["asked"]), 1)
    person.answers(0, cup)
    click(app, 12)
    assert app.heard("change", lambda detail: detail["files"])["files"] == [["cup.png", "of cup.png"]]


def test_dialogs_of_the_app_are_those_of_the_portal(opened: tuple[Desk, Person], tmp_path: Path) -> None:
    app, person = opened
    (tea,) = files(tmp_path, "tea.txt")
    person.answers(0, tea)
    options = {"title": "A tea", "contentTypeSpecs": "text/plain:.txt", "defaultPath": str(tmp_path)}
    assert app.ask(f"return self.showOpenFilePicker({json.dumps(options)})") == [str(tea)]
    known = person.known()
    folder = [*os.fsencode(str(tmp_path)), 0]
    filters = [["text plain", [[0, "*.[tT][xX][tT]"]]]]
    assert known["asked"][0][2:] == ["A tea", {"modal": True, "current_folder": folder, "filters": filters}]
    assert known["asked"][0][0] == "OpenFile"
    assert "org.example.files" in known["apps"]
    assert app.ask("return self.showSaveFilePicker({ defaultName: 'new.txt' })") == [str(tea)]
    assert [each[0] for each in person.known()["asked"]] == ["SaveFile"]
    assert app.ask("return self.showDirectoryFilePicker()") == [str(tea)]
    assert person.known()["asked"][0][3]["directory"] is True
    for code in (1, 2):
        person.answers(code)
        assert app.ask("return self.showOpenFilePicker().catch(error => error.name)") == "AbortError"


@pytest.mark.parametrize("engine", engines())
def test_without_a_portal_dialogs_are_the_toolkits(engine: str, bus: SessionBus, tmp_path: Path) -> None:
    bus.start([sys.executable, str(HERE / "file_portal.py"), "absent"], "org.example.Desk", os.environ)
    with desk(engine, tmp_path, tray=False, app=HERE / "files_app", bus=bus.address) as app:
        click(app, 12)
        close(app, "Open.*")
        app.ask("globalThis.chosen = self.showOpenFilePicker({ title: 'A tea' }).catch(error => error.name)")
        close(app, "(A tea|Open.*)")  # pywebview gives Qt's a title of its own
        assert app.ask("return globalThis.chosen") == "AbortError"


def close(app: Desk, title: str) -> None:
    """Close the dialog of that title by its key, once it has the keyboard."""
    app.place(title)
    app.until(lambda: [app.xdotool("getwindowfocus")] == app.windows(title), True)
    app.xdotool("key", "Escape")
    app.until(lambda: app.windows(title), [])


def pull(app: Desk, target: subprocess.Popen[str], y: int) -> list[str]:
    """Drag from a place of the page to the other program, let go there, and return the addresses it was given."""
    assert target.stdout is not None
    left, top = app.place("Choosers")
    to_x, to_y = app.place("Target")
    app.forget()
    app.xdotool("mousemove", left + 40, top + y, "mousedown", 1)
    try:
        app.heard("pointerdown")
        for step in range(1, 6):
            app.xdotool("mousemove", left + 40 + 5 * step, top + y + 2 * step)
        app.heard("dragstart")
        places = itertools.cycle((60, 70))
        app.until(lambda: _over(app, target, to_x + next(places), to_y + 60), True)
    finally:
        app.xdotool("mouseup", 1)
    assert target.stdout.readline() == "over\n"
    found: list[str] = json.loads(target.stdout.readline())
    return found


def _over(app: Desk, target: subprocess.Popen[str], x: int, y: int) -> bool:
    """Move, and return whether the other program says that files are over it."""
    app.xdotool("mousemove", x, y)
    assert target.stdout is not None
    return bool(select.select([target.stdout], [], [], 0)[0])


@pytest.fixture
def target(opened: tuple[Desk, Person]) -> Iterator[subprocess.Popen[str]]:
    """Give another program, on the same desktop."""
    command = [sys.executable, str(HERE / "drop_target.py"), "700", "40"]
    with subprocess.Popen(command, env=opened[0].environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "shown\n"
        yield process
        process.terminate()


def test_files_are_dragged_out_of_a_page(
    opened: tuple[Desk, Person], target: subprocess.Popen[str], tmp_path: Path
) -> None:
    app, _ = opened
    tea, cup = files(tmp_path, "grüner tee.txt", "cup.png")
    app.ask(f"document.querySelector('#files').dataset.oroDragFiles = {json.dumps(f'{tea}{chr(10)}{cup}')}")
    assert pull(app, target, 140) == [tea.as_uri(), cup.as_uri()]
    app.heard("pointerup")
    app.ask(
        "document.querySelector('#made').addEventListener('dragstart', event => event.dataTransfer.setData("
        "'DownloadURL', 'text/plain:tea.txt:data:text/plain,green'))"
    )
    (made,) = pull(app, target, 200)
    assert made.endswith("/tea.txt")
    assert Path(made.removeprefix("file://")).read_text() == "green"
