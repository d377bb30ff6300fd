"""Programs that were written for pywebview, with another import, in real engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines, run_program

pytestmark = [pytest.mark.webview, pytest.mark.parametrize("engine", engines())]

PROGRAMS = Path(__file__).with_name("programs")


def test_a_page_calls_python(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "api.py")
    seen = (
        "seen | True | 42 | {'done': 'slowly', 'main': False} | EXPOSED | True | LookupError | nothing was found | True"
    )
    assert f"{seen} | None | undefined | string" in output, output
    assert output.rstrip().endswith("ended 0")
    assert code == 0


def test_python_runs_scripts_and_hears_of_the_window(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "scripts.py")
    for line in (
        "word hello",
        "value the last is a value",
        "object {'list': [1, 2.5, None], 'nested': {'is': True}}",
        "threw ReferenceError",
        "ran 7",
        "colour rgb(1, 2, 3)",
        "size 640 480",
        "resolved after a while",
        "after loading another",
        "url None",
        "late now",
        "event shown",
        "event loaded",
        "event closing",
        "event closed",
        "resized 500 410",
        "ended",
    ):
        assert f"{line}\n" in output, output
    assert code == 0


def test_windows_show_files_and_share_values(engine: str, oro_engines: Engines) -> None:
    code, output = run_program(oro_engines, engine, PROGRAMS / "files" / "main.py")
    for line in (
        "python hears change question {'of': 'life'}",
        "python hears change answer 42",
        "answer 42",
        "third third 3",
        "second Other?from=python",
        "address /other",
        'closed: Cannot reach window "First": it is not open',
    ):
        assert f"{line}\n" in output, output
    assert code == 0
