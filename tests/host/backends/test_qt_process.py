"""One process may run QtWebEngine many times; nothing raised in a callback and no body still being read ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.host.backends.qt.backend import QtBackend

HERE = Path(__file__).parent

pytestmark = pytest.mark.webview


def _run(module: str) -> str:
    """Return what a module of `engine` printed; fail if its process did not end well."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_CHROMIUM_FLAGS": "",
        "MALLOC_PERTURB_": "165",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        if missing := QtBackend.missing():
            pytest.skip("; ".join(missing))
    command = [sys.executable, "-X", "faulthandler", "-m", f"engine.{module}"]
    run = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@pytest.fixture(scope="module")
def output() -> str:
    return _run("again")


def test_a_run_may_end_while_bodies_are_being_read() -> None:
    lines = _run("cut").splitlines()
    assert [line for line in lines if line.startswith("cut")] == ["cut 0", "cut 1", "cut 2"]
    assert not [line for line in lines if "Cannot let go" in line or "Traceback" in line]


def test_a_request_that_comes_after_the_end_is_failed_and_not_waited_for() -> None:
    assert _run("late").splitlines() == ["failed with RequestAborted, 0 live"]


def test_a_process_may_end_with_something_in_the_clipboard() -> None:
    lines = _run("copied").splitlines()
    assert {"text/plain b'left'", "text/html b'<b>left</b>'", "image/png b'no picture'"} <= {*lines}


def test_three_runs_each_with_its_own_host(output: str) -> None:
    assert [line for line in output.splitlines() if line.startswith("ran")] == ["ran 0", "ran 1", "ran 2"]


def test_what_ready_raises_comes_out_of_run(output: str) -> None:
    assert "ready ended it with 7" in output


def test_a_scheme_that_comes_too_late_is_refused(output: str) -> None:
    assert 'Cannot register scheme "late": Qt takes schemes only before its application' in output


def test_an_exception_in_a_slot_is_logged_and_survived(output: str) -> None:
    assert "outlived an exception in a slot" in output
    assert "Cannot go on in a callback of Qt: it raised" in output
    assert "ZeroDivisionError" in output


def test_calls_before_the_run_wait_and_calls_after_it_are_dropped(output: str) -> None:
    lines = output.splitlines()
    assert lines.index("ready") < lines.index("posted before it ran") < lines.index("quit before it ran")
    assert "posted after it ran" not in lines


def test_pages_are_gone_before_their_profile(output: str) -> None:
    assert "still not deleted" not in output


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root needs it")
def test_root_is_told_that_there_is_no_sandbox(output: str) -> None:
    assert "QtWebEngine runs without its sandbox: this process is root" in output
