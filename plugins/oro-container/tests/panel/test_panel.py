"""`oro container panel` in real windows: a project is seen, changed, run and shown, and stays as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines

HERE = Path(__file__).parent
PAGES = HERE / "pages"
ANSWER = """
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello from wasm\\n")
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 16))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $exit (i32.const 3))))
"""

pytestmark = pytest.mark.webview


def panel(
    engine: str, oro_engines: Engines, page: str, *arguments: str | Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the panel with a test in its page, to the end of that."""
    command = [sys.executable, "-m", "oro_framework.cli", "container", "panel", "--backend", engine]
    return subprocess.run(
        [*command, "--test", str(PAGES / page), *map(str, arguments)],
        env={**oro_engines.environment(engine), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=180,
    )


@pytest.mark.parametrize("engine", engines())
def test_a_project_is_changed_run_and_shown(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    project = shutil.copytree(HERE / "project", tmp_path / "project")
    before = {path.name: path.read_bytes() for path in project.iterdir()}
    done = panel(engine, oro_engines, "working.js", project, "--verbose")
    assert done.returncode == 0, done.stdout
    assert "container: booted in " in done.stdout
    # What was saved stayed in the container.
    assert {path.name: path.read_bytes() for path in project.iterdir()} == before


@pytest.mark.parametrize("engine", engines())
def test_a_change_has_it_started_again(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    project = shutil.copytree(HERE / "project", tmp_path / "project")
    done = panel(engine, oro_engines, "watching.js", project, "--watch")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("engine", engines()[:1])
def test_oro_wasm_os_opens_it(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", "os", str(tmp_path), "-P", "9000", "--verbose"]
    with subprocess.Popen(
        command, env=oro_engines.environment(engine), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        guard = threading.Timer(60, process.kill)
        guard.start()
        assert process.stdout is not None
        said = ""
        while "container: booted in" not in said and (line := process.stdout.readline()):
            said += line
        guard.cancel()
        process.terminate()
    assert "container: booted in" in said
    assert "the panel is a window and is not served: nothing answers at port 9000" in said


@pytest.mark.parametrize("engine", engines())
def test_programs_of_other_languages_are_offered(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    wasmtime = pytest.importorskip("wasmtime")
    (tmp_path / "main.py").write_text('import json\nprint(json.dumps({"answer": 42}))\n')
    (tmp_path / "answer.wasm").write_bytes(wasmtime.wat2wasm(ANSWER))
    done = panel(engine, oro_engines, "languages.js", tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("engine", engines())
def test_a_container_that_cannot_boot_says_why(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("no folder can be made in a file")
    done = panel(engine, oro_engines, "broken.js", tmp_path, XDG_DATA_HOME=os.fspath(file))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("engine", engines())
def test_a_terminal_shows_what_programs_write(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    done = panel(engine, oro_engines, "screens.js", tmp_path)
    assert done.returncode == 0, done.stdout
