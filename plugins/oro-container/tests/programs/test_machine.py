"""Programs of the machine, found by name and by path."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from oro_container.programs import machine


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\nexec true\n")
    path.chmod(0o755)
    return path


def test_a_program_of_the_system_comes_before_one_that_a_version_manager_puts_in_front(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "awk")
    own = write(tmp_path / "own-program")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    programs = machine.found(("awk", "own-program", "not-here"))

    system = shutil.which("awk", path=os.defpath)
    assert system is not None
    assert programs["/usr/bin/awk"] == os.path.realpath(system)
    assert programs["/usr/bin/own-program"] == str(own)
    assert "/usr/bin/not-here" not in programs


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    own = write(tmp_path / "awk")
    assert machine.found((str(own),))["/usr/bin/awk"] == str(own)
