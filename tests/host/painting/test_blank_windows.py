"""Faults of graphics made on purpose: an app whose window stays blank starts once more, until something paints."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing.engines import Engines, engines

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(engines() != ["gtk", "qt"], reason="an app goes from one engine to the other"),
]

TOML = """
[meta]
bundle_identifier = "com.example.blank"
[webview]
paint_deadline = 2
"""
PAGE = "<!doctype html><title>Words</title><h1>Words</h1><p>of which a person should see some"
COVER = """
import os

from oro_framework import hookimpl
from oro_framework.types import WindowStatus


def cover_gtk(view):
    def draw(_webview, context):
        context.set_source_rgb(1, 1, 1)
        context.paint()
        return True

    view.webview.connect("draw", draw)


def cover_qt(view):
    from qtpy.QtWidgets import QWidget

    cover = QWidget(view.webview)
    cover.setStyleSheet("background: white")
    cover.resize(4000, 4000)
    cover.show()


async def cover(window):
    backend = window.host.backend
    await window.made.wait()
    backend.post({"gtk": cover_gtk, "qt": cover_qt}[backend.name], window.view)


@hookimpl
def oro_window_changed(window, old, new):
    \"\"\"Make the window blank until a remedy is applied.\"\"\"
    helps = {"gtk": "WEBKIT_DISABLE_DMABUF_RENDERER", "qt": "QT_QUICK_BACKEND"}
    if new is WindowStatus.SHOWN and helps[window.host.backend.name] not in os.environ:
        window.host.nursery.start_soon(cover, window)
"""
NO_EGL = {"__EGL_VENDOR_LIBRARY_FILENAMES": os.devnull}
"""WebKit's processes find no EGL, and abort."""
NO_DRIVER = {"LIBGL_DRIVERS_PATH": "/nonexistent", "LIBGL_ALWAYS_SOFTWARE": "0"}
"""Mesa finds no driver: programs that paint with OpenGL abort."""
WAIT = 200.0


class App:
    """An app on the disk, with a state folder of its own."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder / "app"
        self.folder.mkdir()
        self.state = folder / "state"
        (self.folder / "oro.toml").write_text(TOML)
        (self.folder / "index.html").write_text(PAGE)
        self._environment = {**environment, "XDG_STATE_HOME": str(self.state)}
        for name in ("WEBKIT_DISABLE_DMABUF_RENDERER", "QT_QUICK_BACKEND", "QT_QPA_PLATFORM"):
            self._environment.pop(name, None)

    @contextmanager
    def running(self, *options: str, fault: Mapping[str, str] = {}) -> Iterator[subprocess.Popen[str]]:
        """Run `oro run` during the block, then end it in order."""
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(self.folder), *options]
        process = subprocess.Popen(
            command, env={**self._environment, **fault}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.communicate(timeout=WAIT)
            finally:
                process.kill()

    def died(self, *options: str, fault: Mapping[str, str]) -> bool:
        """Run `oro run` to its end, and return whether a signal ended it."""
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(self.folder), *options]
        environment = {**self._environment, **fault}
        return subprocess.run(command, env=environment, capture_output=True, timeout=WAIT, check=False).returncode < 0

    def kept(self) -> list[Any]:
        """Return the attempts that are kept of this machine."""
        text = (self.state / "oro-framework" / "graphics.json").read_text("utf-8")
        return [kept["attempt"] for kept in json.loads(text).values()]


def read_until(process: subprocess.Popen[str], pattern: str) -> list[str]:
    """Return the lines of a program's errors up to one with a pattern."""
    assert process.stderr is not None
    lines = []
    late = threading.Timer(WAIT, process.kill)
    late.start()
    try:
        for line in process.stderr:
            lines.append(line)
            if re.search(pattern, line):
                return lines
    finally:
        late.cancel()
    pytest.fail(f"no line has {pattern}:\n{''.join(lines)}")


@pytest.fixture(scope="module")
def environment() -> Iterator[Mapping[str, str]]:
    running = Engines()
    yield running.environment("gtk")
    running.close()


@pytest.fixture
def app(tmp_path: Path, environment: Mapping[str, str]) -> App:
    return App(tmp_path, environment)


@pytest.mark.parametrize(("engine", "remedy"), [("gtk", "no-dmabuf"), ("qt", "no-gpu")])
def test_a_blank_window_is_painted_by_the_next_start_and_by_those_after(app: App, engine: str, remedy: str) -> None:
    (app.folder / "app.py").write_text(COVER)
    with app.running("--backend", engine) as process:
        lines = read_until(process, "The window is painted with")
    told = [line for line in lines if line.startswith("warning: The ")]
    assert re.search(rf"is not painted with backend {engine} \(.*\): nothing of it was painted within 2 s", told[0])
    assert f"The app starts once more with backend {engine}, {remedy}: " in told[0]
    assert app.kept() == [{"backend": engine, "remedy": remedy}]
    (app.folder / "app.py").write_text(f"{COVER}\nimport sys\nprint(dict(os.environ), file=sys.stderr, flush=True)\n")
    with app.running("--backend", engine) as process:
        lines = read_until(process, "WEBKIT_DISABLE_DMABUF_RENDERER|QT_QUICK_BACKEND")
    assert not any("once more" in line for line in lines)


def test_where_no_remedy_helps_the_other_engine_does(app: App) -> None:
    with app.running(fault=NO_EGL) as process:
        lines = read_until(process, "The window is painted with")
    again = [line.partition("once more with ")[2].strip() for line in lines if "once more with " in line]
    assert [line.partition(":")[0] for line in again] == [
        "backend gtk, no-dmabuf",
        "backend gtk, no-compositing",
        "backend qt",
    ]
    assert sum("its process died 3 times before anything was painted" in line for line in lines) == 3
    assert app.kept() == [{"backend": "qt", "remedy": ""}]


def test_a_program_that_dies_with_its_window_starts_otherwise_the_third_time(app: App) -> None:
    assert app.died("--backend", "qt", fault=NO_DRIVER)
    assert app.died("--backend", "qt", fault=NO_DRIVER)
    with app.running("--backend", "qt", fault=NO_DRIVER) as process:
        read_until(process, "The window is painted with backend qt, no-gpu")
    assert app.kept() == [{"backend": "qt", "remedy": "no-gpu"}]


def test_an_engine_that_was_asked_for_is_not_left(app: App) -> None:
    with app.running("--set", "webview_engine=webkit", fault=NO_EGL) as process:
        lines = read_until(process, "Nothing that is known to help did")
    assert "backend gtk, no-compositing" in lines[-1]
    assert app.kept() == [None]
    with app.running("--set", "webview_engine=webkit", fault=NO_EGL) as process:
        lines = read_until(process, "The page of window 0 died")
    assert not any("once more" in line for line in lines)


@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_safe_graphics_paint_without_the_graphics_card_and_are_not_kept(app: App, engine: str) -> None:
    report = "import os, sys\nprint(dict(os.environ), file=sys.stderr, flush=True)\n"
    (app.folder / "app.py").write_text(report)
    for options in (["--safe-graphics"], ["--set", "webview_gpu=off"]):
        with app.running("--backend", engine, *options) as process:
            read_until(process, "WEBKIT_DISABLE_COMPOSITING_MODE|--disable-gpu")
    assert not (app.state / "oro-framework" / "graphics.json").exists()


TELL_END = """
import sys

from oro_framework.host.painting.unfinished import Unfinished

end = Unfinished.end


def tell(self, *, painted=False):
    end(self, painted=painted)
    print("painted", painted, file=sys.stderr, flush=True)


Unfinished.end = tell
"""


def test_a_painted_window_leaves_nothing_behind(app: App) -> None:
    (app.folder / "app.py").write_text(TELL_END)
    with app.running() as process:
        read_until(process, "^painted True")
        assert list((app.state / "oro-framework" / "starting").iterdir()) == []
