"""Programs that were written for Eel, with another import, in real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines, run_program

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
