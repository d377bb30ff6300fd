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
