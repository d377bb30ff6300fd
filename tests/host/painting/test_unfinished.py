"""Starts in which the program died are known to those after; starts that run, or ended in order, are not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec import json

from oro_framework.host.painting.attempts import Attempt, Attempts
from oro_framework.host.painting.unfinished import Unfinished

PLAIN, OTHER = Attempt("gtk"), Attempt("gtk", "no-dmabuf")
PROGRAM = """
import os, sys
from pathlib import Path
from oro_framework.host.painting.attempts import Attempts
from oro_framework.host.painting.unfinished import Unfinished
unfinished = Unfinished(Path(sys.argv[1]))
unfinished.begin(Attempts.from_text(sys.argv[2]))
if sys.argv[3] == "end":
    unfinished.end()
os.abort()
"""


def run(folder: Path, attempts: Attempts, then: str = "die") -> None:
    """Run a program that notes its start and dies."""
    command = [sys.executable, "-c", PROGRAM, str(folder), attempts.to_text(), then]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode < 0


def test_one_death_may_be_an_accident_and_two_are_not(tmp_path: Path) -> None:
    run(tmp_path, Attempts([], PLAIN))
    assert Unfinished(tmp_path).failed() == []
    run(tmp_path, Attempts([], PLAIN))
    assert Unfinished(tmp_path).failed() == [PLAIN]


def test_one_death_after_others_had_failed_is_enough(tmp_path: Path) -> None:
    run(tmp_path, Attempts([PLAIN], OTHER))
    assert Unfinished(tmp_path).failed() == [PLAIN, OTHER]


def test_an_end_in_order_leaves_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, Attempts([], PLAIN), "end")
    assert list(tmp_path.iterdir()) == []
    assert Unfinished(tmp_path).failed() == []


def test_a_program_that_runs_has_not_failed(tmp_path: Path) -> None:
    for pid in (os.getppid(), 1):
        (tmp_path / str(pid)).write_bytes(json.encode(Attempts([], PLAIN)))
    assert Unfinished(tmp_path).failed() == []


def test_a_painted_window_ends_the_matter(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, Attempts([], PLAIN))
    unfinished = Unfinished(tmp_path)
    unfinished.begin(Attempts([PLAIN], OTHER))
    unfinished.end(painted=True)
    assert list(tmp_path.iterdir()) == []


def test_old_files_and_strange_ones_are_removed(tmp_path: Path) -> None:
    run(tmp_path, Attempts([], PLAIN))
    (old,) = tmp_path.iterdir()
    os.utime(old, (time.time() - 3600,) * 2)
    (tmp_path / "77").write_text("strange")
    assert Unfinished(tmp_path).failed() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that cannot be written is made by a file in its place")
def test_a_folder_that_cannot_be_written_costs_no_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    unfinished = Unfinished(tmp_path / "file")
    unfinished.begin(Attempts([], PLAIN))
    assert unfinished.failed() == []
    unfinished.end(painted=True)
