"""The pages for those who come from elsewhere: what they show runs, in both engines."""

from __future__ import annotations

import itertools
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from oro_framework.testing import Engines, engines, run_program
from oro_framework.testing.display import virtual_display
from oro_framework.testing.waiting import until_in_thread
from tests.docs.walkthrough import ROOT, File, follow, steps

pytestmark = pytest.mark.webview

HOW_TO = ROOT / "docs" / "how-to"
WISHES = (HOW_TO / "have-what-others-ask-for.md").read_text()
PATIENCE = 60.0


@pytest.mark.parametrize("page", ["come-from-nicegui", "come-from-flet", "come-from-neutralino"])
def test_what_it_becomes_works(page: str, tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    assert follow((HOW_TO / f"{page}.md").read_text(), tmp_path, env=reader_env) == 1


@pytest.mark.parametrize("engine", engines())
def test_a_program_of_eel_runs_with_another_import(
    engine: str, oro_engines: Engines, tmp_path: Path, reader_env: Mapping[str, str]
) -> None:
    assert follow((HOW_TO / "come-from-eel.md").read_text(), tmp_path, env=reader_env) == 1
    program = tmp_path / "greet" / "main.py"
    assert tomllib.loads((program.parent / "oro.toml").read_text())["webview"]["root"] == "/main.html"
    program.write_text(program.read_text().replace("import eel\n", "import oro_eel as eel\n"))
    code, output = run_program(oro_engines, engine, program)
    assert "Hello, World\n" in output, output
    assert code == 0


def wishes(folder: Path, *, script: str = "") -> Path:
    """Write the app of the page; return its folder."""
    for step in steps(WISHES):
        if isinstance(step, File):
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text)
    app = folder / "wishes"
    shutil.copy(ROOT / "examples" / "showcase" / "media" / "film.webm", app)
    page = app / "index.html"
    page.write_text(page.read_text().replace("</html>", f'<script type="module">{script}</script></html>'))
    return app


def test_what_others_ask_for_is_there_in_both_engines(tmp_path: Path, reader_env: Mapping[str, str]) -> None:
    (tmp_path / "wishes").mkdir()
    shutil.copy(ROOT / "examples" / "showcase" / "media" / "film.webm", tmp_path / "wishes")
    assert follow(WISHES, tmp_path, env=reader_env) == 2


class App:
    """An app that runs, and the lines it has written."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.pid = process.pid
        self._process = process
        self._lines: queue.Queue[str] = queue.Queue()
        self._seen: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for text in self._process.stdout:
            self._lines.put(text)

    def line(self, pattern: str, meanwhile: Callable[[], object] = bool) -> re.Match[str]:
        """Wait for the first line that fits, and do something again and again until then."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            meanwhile()
            with suppress(queue.Empty):
                text = self._lines.get(timeout=0.1)
                self._seen.append(text)
                if found := re.search(pattern, text):
                    return found
        raise AssertionError("".join(self._seen))

    def end(self) -> None:
        """End the app."""
        self._process.kill()
        self._reader.join()


@contextmanager
def running(folder: Path, engine: str, environment: Mapping[str, str]) -> Iterator[App]:
    """Run an app during the block."""
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(folder), "--backend", engine]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        app = App(process)
        try:
            yield app
        finally:
            app.end()


def lives(pid: int) -> bool:
    """Return whether a process runs."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("engine", engines())
def test_no_program_is_left_when_the_app_is_killed(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    folder = wishes(tmp_path, script="import { start } from './programs.js'; console.log(`started ${start()}`)")
    with running(folder, engine, oro_engines.environment(engine)) as app:
        pid = int(app.line(r"^started (\d+)$")[1])
        assert lives(pid)
        os.kill(app.pid, signal.SIGKILL)
        until_in_thread(lambda: not lives(pid), PATIENCE)


READY = """
import './drops.js'
addEventListener('platformdrag', ({ detail }) => { if (detail.count) console.log('over') })
console.log('ready')
"""


@pytest.mark.parametrize("engine", engines())
@pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))), reason="needs Xvfb, openbox and xdotool"
)
def test_dropped_files_have_paths(engine: str, tmp_path: Path) -> None:
    folder = wishes(tmp_path, script=READY)
    with (folder / "oro.toml").open("a") as toml:
        toml.write("\n[window]\nwidth = 500\nheight = 400\n")
    dropped = tmp_path / "a b.txt"
    dropped.write_text("milk")
    with virtual_display() as name:
        variables = {"DISPLAY": name, "WAYLAND_DISPLAY": "", "ORO_WEBVIEW_STORAGE": "memory", "QT_QPA_PLATFORM": "xcb"}
        environment = {**os.environ, **variables}
        source = [sys.executable, str(ROOT / "tests" / "desktop" / "drag_source.py"), "900", "40", str(dropped)]
        with (
            ended(subprocess.Popen(["openbox"], env=environment, text=True)),
            running(folder, engine, environment) as app,
            ended(subprocess.Popen(source, env=environment, stdout=subprocess.PIPE, text=True)) as files,
        ):
            app.line("^ready$")
            assert files.stdout is not None
            assert files.stdout.readline() == "shown\n"
            drag(environment, app)
            assert app.line(r"^dropped (.*)$")[1] == f"{dropped}: 4 bytes"


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End a process with the block."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def drag(environment: Mapping[str, str], app: App) -> None:
    """Drag from the window of files into that of the app, with the mouse, and let go once its page knows of it."""
    (x, y), (to_x, to_y) = (middle(environment, title) for title in ("^Files$", "^Wishes$"))
    places = itertools.cycle(((to_x, to_y), (to_x + 10, to_y)))
    xdotool(environment, "mousemove", x, y, "mousedown", 1)
    for step in range(1, 9):
        xdotool(environment, "mousemove", x - 5 * step, y + 5 * step)
    app.line("^over$", lambda: xdotool(environment, "mousemove", *next(places)))
    xdotool(environment, "mouseup", 1)


def middle(environment: Mapping[str, str], title: str) -> tuple[int, int]:
    """Return the middle of a window."""
    found = xdotool(environment, "search", "--sync", "--onlyvisible", "--name", title).split()[-1]
    told = xdotool(environment, "getwindowgeometry", "--shell", found)
    place = {key: int(value) for key, value in re.findall(r"^(\w+)=(\d+)$", told, re.MULTILINE)}
    return place["X"] + place["WIDTH"] // 2, place["Y"] + place["HEIGHT"] // 2


def xdotool(environment: Mapping[str, str], *arguments: str | int) -> str:
    """Run xdotool; return what it prints."""
    command = ["xdotool", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
