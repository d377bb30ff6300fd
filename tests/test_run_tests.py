"""The script `make pytest` runs: in CI a test that fails gets a second chance, alone, and is named for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "run_tests.py"
SOUND = "def test_sound(): pass\n"
UNSTEADY = """
from pathlib import Path

def test_unsteady():
    mark = Path(__file__).with_suffix(".ran")
    ran = mark.exists()
    mark.touch()
    assert ran
"""
BROKEN = "def test_broken(): assert False\n"
DEADLY = "def test_deadly(): import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n"
NAMED = "unsteady: test_one.py::test_unsteady failed among the others and passed alone"


def run(folder: Path, *tests: str, ci: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text(f"[pytest]\npythonpath = {SCRIPT.parent}\n")
    (folder / "conftest.py").write_text('pytest_plugins = ["dead_workers"]\n')
    (folder / "test_one.py").write_text("".join(tests))
    environment = {**os.environ, "CI": ci, "ORO_TEST_JOBS": "2"}
    done = subprocess.run(
        [sys.executable, SCRIPT, "-q"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_nothing_runs_again_when_all_pass(tmp_path: Path) -> None:
    code, said = run(tmp_path, SOUND, ci="true")
    assert code == 0
    assert "once more" not in said


def test_what_python_compiles_is_kept_for_the_next_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    code, said = run(tmp_path, "import sys\n\ndef test_kept(): assert not sys.dont_write_bytecode\n", ci="true")
    assert code == 0, said


def test_a_test_that_passes_alone_is_named_last_and_fails_nothing(tmp_path: Path) -> None:
    code, said = run(tmp_path, SOUND, UNSTEADY, ci="true")
    assert code == 0
    assert said.splitlines()[-1].startswith(NAMED)


def test_one_that_fails_again_fails_the_run(tmp_path: Path) -> None:
    code, said = run(tmp_path, UNSTEADY, BROKEN, ci="true")
    assert code == 1
    assert "unsteady:" not in said


def test_who_runs_the_tests_by_hand_is_told_at_once(tmp_path: Path) -> None:
    code, said = run(tmp_path, UNSTEADY, ci="")
    assert code == 1
    assert "once more" not in said


def test_many_failures_are_no_accident(tmp_path: Path) -> None:
    broken = "".join(f"def test_{index}(): assert False\n" for index in range(101))
    code, said = run(tmp_path, broken, ci="true")
    assert code == 1
    assert "once more" not in said


def test_a_run_whose_process_died_ends_and_is_not_tried_again(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"test_{name}.py").write_text(SOUND)
    code, said = run(tmp_path, DEADLY, SOUND, ci="true")
    assert code == 3
    assert "crashed while running 'test_one.py::test_deadly'" in said
    assert "once more" not in said
