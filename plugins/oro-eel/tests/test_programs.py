"""Programs that were written for Eel, with another import, in real engines."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import psutil
import pytest

from oro_framework.testing import Engines, engines, run_program
from oro_framework.testing.waiting import until_in_thread

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

PROGRAMS = Path(__file__).with_name("programs")


def test_python_and_a_page_greet_each_other(engine: str, oro_engines: Engines) -> None:
    greetings = [
        "Python is greeted by itself",
        "The page is greeted by itself",
        "The page is greeted by Python",
        "Python is greeted by the page",
    ]
    code, output = run_program(oro_engines, engine, PROGRAMS / "hello" / "hello.py", until=greetings)
    assert code == 0, output
    assert "Traceback" not in output


def test_both_sides_are_called_back(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "callbacks" / "main.py")
    assert "the page drew 4\ndrawn again 4\n" in output, output
    assert "the page failed: " in output
    assert "the page drew 5" in output
    assert "awaited in the page: a text" in output
    assert "the page saw | True | all is well | ValueError('as it was asked') | True" in output
    assert code == 0


def test_python_waits_sleeps_and_ends(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "waiting" / "main.py")
    assert "the page says 42" in output, output
    assert "in turn True 6" in output
    assert "nobody answers None" in output
    assert "never" not in output
    assert code == 3


def test_pages_have_windows_of_their_own(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "pages" / "main.py")
    assert "there is templates/first.html made by Jinja" in output, output
    assert "there is second.html Another 320 260" in output
    assert "closed second.html ['templates/first.html', 'third.html']" in output
    assert "closed third.html ['templates/first.html']" in output
    assert code == 5


def test_a_program_goes_on_beside_its_windows(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "beside" / "main.py")
    assert "called before the start" in output, output
    own = re.search(r"^goes on as (\d+)$", output, re.MULTILINE)
    assert own is not None
    assert f"runs in {own[1]}, false" in output
    assert "the page adds 42" in output
    assert code == 0


def test_windows_end_with_a_program_that_is_killed(engine: str, oro_engines: Engines) -> None:
    program = PROGRAMS / "killed" / "main.py"
    code, output = run_program(oro_engines, engine, program)
    assert code == -signal.SIGKILL
    windows = re.search(r"^windows in (\d+)$", output, re.MULTILINE)
    assert windows is not None, output
    until_in_thread(lambda: not running(int(windows[1])))


def running(pid: int) -> bool:
    """Return whether a process runs; one that has ended may wait for the first process of a container."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
