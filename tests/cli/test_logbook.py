"""What a run leaves for who asks why it failed: real processes, which end as they do."""

from __future__ import annotations

import http.server
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from oro_framework.testing import PATIENCE

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "find-out-why-an-app-failed.md"

Run = Callable[..., "subprocess.CompletedProcess[str]"]
BUNDLE = "org.example.failing"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Give a function that runs an app, of which the Python is given, from a folder that is not the app's."""
    folder, state = tmp_path / "app", tmp_path / "state"
    folder.mkdir()

    def run(python: str, toml: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        (folder / "app.py").write_text(f"from oro_framework import hookimpl\n{python}")
        (folder / "oro.toml").write_text(f'meta.bundle_identifier = "{BUNDLE}"\nplugins.enabled = []\n{toml}')
        command = [sys.executable, "-m", "oro_framework.cli", "run", "--headless", str(folder)]
        there = {**os.environ, "XDG_STATE_HOME": str(state), **environment}
        return subprocess.run(
            command, cwd=tmp_path, env=there, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the log."""
    return tmp_path / "state" / BUNDLE / "diagnostics"


FAILS = """
import logging
@hookimpl
def oro_started(host):
    try:
        1 / 0
    except ZeroDivisionError:
        host.log.exception("Cannot count, token=abcdefghijk")
    logging.getLogger("oro.page").info("said by a page")
    host.quit()
"""
CRASHES = """
import ctypes
@hookimpl
def oro_started(host):
    ctypes.string_at(0)
"""
ENDS = """
@hookimpl
def oro_event(event, host):
    print(event.name, event.detail["reason"])
@hookimpl
def oro_crash(report, host):
    print(report.kind, report.type, report.frames[-1].file.endswith("__init__.py"), report.about["app"])
@hookimpl
def oro_started(host):
    host.call_later(0, host.quit)
"""
THREAD = """
import threading
@hookimpl
def oro_started(host):
    thread = threading.Thread(target=lambda: {}["missing"], name="worker")
    thread.start()
    thread.join()
    host.quit()
"""


def test_errors_are_kept_with_their_lines_and_without_secrets(run: Run, folder: Path) -> None:
    done = run(FAILS)
    text = (folder / "app.log").read_text()
    assert done.returncode == 0
    assert "said by a page" not in done.stderr
    assert f"info     {BUNDLE}, oro-framework" in text
    assert "error    Cannot count, token=[hidden]" in text
    assert "app.py" in text
    assert "ZeroDivisionError: division by zero" in text
    assert "info     page: said by a page" in text
    assert stat.S_IMODE((folder / "app.log").stat().st_mode) == 0o600
    assert sorted(each.name for each in folder.iterdir()) == ["app.log"]


def test_a_run_in_order_leaves_nothing(run: Run, folder: Path) -> None:
    assert run(ENDS).returncode == 0
    assert list(folder.iterdir()) == []


def test_a_run_may_keep_no_log(run: Run, folder: Path) -> None:
    assert run(FAILS, "[log]\nfile = false\n").returncode == 0
    assert not folder.exists()


TALKS = """
@hookimpl
def oro_started(host):
    for number in range(300):
        host.log.warning("Line %d of a long story %s", number, "." * 60)
    host.quit()
"""


def test_a_long_log_is_parted_as_the_settings_say(run: Run, folder: Path) -> None:
    assert run(TALKS, '[log]\nsize = "8 kB"\nkeep = 2\n').returncode == 0
    files = sorted(folder.iterdir())
    assert [each.name for each in files] == ["app.log", "app.log.1", "app.log.2"]
    assert all(each.stat().st_size <= 8192 for each in files)
    kept = "".join(each.read_text() for each in reversed(files))
    numbers = [int(number) for number in re.findall(r"Line (\d+) ", kept)]
    assert numbers == list(range(numbers[0], 300)), "the last ones, and none of them is lost"
    assert numbers[0] > 0


def test_a_crash_is_kept_and_told_once_at_the_next_start(run: Run, folder: Path) -> None:
    assert run(CRASHES).returncode == -signal.SIGSEGV
    after = run(ENDS)
    assert "The app crashed in the run begun" in after.stderr
    assert after.stdout.splitlines() == ["crashed Segmentation fault", f"native Segmentation fault True {BUNDLE}"]
    (kept,) = folder.glob("crash-*.txt")
    assert "in oro_started" in kept.read_text()
    assert "Thread 0x" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert run(ENDS).stdout == ""


def test_a_run_that_was_killed_is_noted_and_is_no_crash(run: Run, folder: Path) -> None:
    killed = run("import os\n@hookimpl\ndef oro_started(host):\n    os.kill(os.getpid(), 9)\n")
    assert killed.returncode == -signal.SIGKILL
    assert run(ENDS).stdout == ""
    assert "was killed from outside" in (folder / "app.log").read_text()


def test_errors_of_threads_are_kept(run: Run, folder: Path) -> None:
    assert run(THREAD).returncode == 0
    text = (folder / "app.log").read_text()
    assert 'Thread "worker" ended with an error' in text
    assert "KeyError: 'missing'" in text


def test_the_end_of_the_loop_is_kept(run: Run, folder: Path) -> None:
    python = """
async def fail():
    raise LookupError("the loop's own end")
@hookimpl
def oro_started(host):
    host.nursery.start_soon(fail)
"""
    assert run(python).returncode == 1
    assert "LookupError: the loop's own end" in (folder / "app.log").read_text()


def test_an_app_without_a_place_for_its_log_runs_and_says_so_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(FAILS, XDG_STATE_HOME=str(tmp_path / "file"))
    assert done.returncode == 0
    assert done.stderr.count("Cannot keep a log in") == 1


def test_the_collector_of_the_how_to_hears_of_a_crash(run: Run) -> None:
    example = re.search(r":caption: app.py\n\n(.*?)```", HOW_TO.read_text("utf-8"), re.DOTALL)
    assert example
    heard: list[dict[str, Any]] = []
    ended = "\n\nbefore = send\n\ndef send(address, body):\n    before(address, body)\n    running.quit()\n"
    stays = "\n\n@hookimpl\ndef oro_started(host):\n    global running\n    running = host\n"

    class Collector(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            assert run(CRASHES).returncode == -signal.SIGSEGV
            toml = f'reports.to = "http://127.0.0.1:{server.server_port}/"\n'
            assert run(example[1] + ended + stays, toml).returncode == 0
        finally:
            server.shutdown()
    (report,) = heard
    assert report["kind"] == "native"
    assert report["type"] == "Segmentation fault"
    assert report["frames"][-1]["function"] == "string_at"
