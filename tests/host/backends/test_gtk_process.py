"""One process may run WebKitGTK many times, and neither an interrupt nor another thread's garbage ends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.host.backends.gtk.backend import GtkBackend

HERE = Path(__file__).parent

pytestmark = pytest.mark.webview


@pytest.fixture(scope="module")
def output(display: str) -> str:
    if missing := GtkBackend.missing():
        pytest.skip("; ".join(missing))
    command = [sys.executable, "-X", "faulthandler", "-m", "engine.gtk_again"]
    run = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=90, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_three_runs_each_with_its_own_host(output: str) -> None:
    assert [line for line in output.splitlines() if line.startswith("ran ")][:3] == ["ran 0", "ran 1", "ran 2"]


def test_what_ready_raises_comes_out_of_run(output: str) -> None:
    assert "ready ended it with 7" in output


def test_an_interrupt_comes_out_of_run_and_the_next_run_works(output: str) -> None:
    assert "interrupted" in output
    assert "ran after the interrupt" in output
    assert "CRITICAL" not in output


def test_garbage_of_another_thread_never_takes_a_window_with_it(output: str) -> None:
    assert "outlived garbage of another thread" in output


def test_calls_before_the_run_wait_and_calls_after_it_are_dropped(output: str) -> None:
    lines = output.splitlines()
    assert lines.index("ready") < lines.index("posted before it ran") < lines.index("quit before it ran")
    assert "posted after it ran" not in lines


def test_no_server_and_no_thread_are_left(output: str) -> None:
    assert "server None ['MainThread']" in output
