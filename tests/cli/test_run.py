"""`oro run`: real processes, because what is promised is how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oro_framework.testing import PATIENCE, engines

from .conftest import Answer

Oro = Callable[..., Answer]


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start `oro run` as the first of a process group, and end it however the test ends."""
    command = [sys.executable, "-m", "oro_framework.cli", "run", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stderr=pipe, stdout=pipe, text=True, process_group=0) as process:
        try:
            yield process
        finally:
            process.kill()


def stderr_line(process: subprocess.Popen[str], text: str) -> str:
    """Read until a line holds `text`."""
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return line
    raise AssertionError(f"the process ended without a line that holds {text!r}")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_headless_app_names_its_origin_and_runs_until_told(number: signal.Signals, code: int, app: Path) -> None:
    with running(app, "--headless") as process:
        line = stderr_line(process, "without a window")
        assert line == "oro://org.example.sums runs without a window; Ctrl+C stops it\n"
        process.send_signal(number)
        assert process.wait(timeout=PATIENCE) == code


def test_warnings_come_before_the_app_runs(app: Path) -> None:
    with running(app, "--headless", "--set", "window.widht=3") as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first == 'warning: Unknown setting "window_widht" from command line: did you mean "window_width"?\n'
        stderr_line(process, "without a window")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 130


def test_an_app_may_end_itself_with_a_code(app: Path) -> None:
    (app / "app.py").write_text(
        "from oro_framework import hookimpl\n@hookimpl\ndef oro_started(host):\n    host.quit(7)\n"
    )
    (app / "oro.toml").write_text('meta.bundle_identifier = "org.example.sums"\nplugins.enabled = []\n')
    with running(app, "--headless") as process:
        assert process.wait(timeout=PATIENCE) == 7


def test_safe_mode_keeps_the_plugin_of_the_app_itself(app: Path) -> None:
    (app / "app.py").write_text(
        "from oro_framework import hookimpl\n@hookimpl\ndef oro_started(host):\n"
        "    host.quit(7 if host.settings['plugins_safe_mode'] else 1)\n"
    )
    with running(app, "--headless", "--safe-mode") as process:
        assert process.wait(timeout=PATIENCE) == 7


def test_an_unknown_backend_is_a_usage_error(oro: Oro, app: Path) -> None:
    answer = oro("run", str(app), "--backend", "netscape")
    assert answer.code == 2
    assert answer.err.startswith('error: Cannot use backend "netscape": known are headless, gtk, qt')


def test_a_test_file_must_be_there(oro: Oro, app: Path) -> None:
    answer = oro("run", str(app), "--test", "nowhere.js")
    assert answer.code == 2
    assert answer.err == 'error: Cannot run test "nowhere.js": there is no such file\n'


def test_test_files_are_of_one_folder(oro: Oro, app: Path) -> None:
    first, second = app / "first.js", app.parent / "second.js"
    first.write_text("")
    second.write_text("")
    answer = oro("run", str(app), "--test", str(first), "--test", str(second))
    assert answer.code == 2
    said = f'error: Cannot run test "{second}": it is in another folder than "{first}"; run it by itself\n'
    assert answer.err == said


@pytest.mark.webview
@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_an_interruption_closes_a_window_at_once(engine: str, display: str, app: Path) -> None:
    (app / "index.html").write_text("<!doctype html><script>console.log('the page is here')</script>")
    with running(app, "--backend", engine) as process:
        assert process.stdout is not None
        assert any("the page is here" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 130


@pytest.mark.webview
@pytest.mark.parametrize("engine", ["gtk", "qt"])
def test_ctrl_c_which_ends_the_processes_of_pages_too_is_no_crash(engine: str, display: str, app: Path) -> None:
    (app / "index.html").write_text("<!doctype html><script>console.log('the page is here')</script>")
    with running(app, "--backend", engine) as process:
        assert process.stdout is not None
        assert any("the page is here" in line for line in process.stdout)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert "died" not in said


def test_a_plugin_may_end_a_start_before_anything_is_shown(app: Path) -> None:
    (app / "app.py").write_text(
        "from oro_framework import hookimpl\n"
        "@hookimpl\ndef oro_launch(host):\n"
        "    print(host.arguments, host.command[2:], flush=True)\n    return 9 if host.arguments else None\n"
        "@hookimpl\ndef oro_started(host):\n    host.quit(7)\n"
    )
    (app / "oro.toml").write_text('meta.bundle_identifier = "org.example.sums"\nplugins.enabled = []\n')
    assert ended(app, "--headless", ".", "a", "--", "-b") == (
        9,
        f"('a', '-b') ['oro_framework.cli', 'run', '{app.resolve()}']\n",
    )
    assert ended(app, "--headless", "--set", "window.width=3")[0] == 7


def ended(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run an app until it ends; return its exit code and what it printed."""
    with running(folder, *arguments) as process:
        assert process.stdout is not None
        return process.wait(timeout=PATIENCE), process.stdout.read()


@pytest.mark.webview
@pytest.mark.skipif("qt" not in engines(), reason="needs QtWebEngine")
def test_webkitgtk_does_not_begin_where_pygobject_is_missing(tmp_path: Path, display: str) -> None:
    """Both engines in one process share GLib, which says at the end that it was left in disorder."""
    page = "import ipc from 'oro:ipc'\nawait ipc.request('application.exit')"
    (tmp_path / "index.html").write_text(f'<!doctype html><script type="module">{page}</script>')
    without = "import sys; sys.modules['gi'] = None; from oro_framework.cli.main import main; main()"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "ORO_WEBVIEW_STORAGE": "memory"}
    command = [sys.executable, "-c", without, "run", str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    assert "CRITICAL" not in done.stderr
