"""`oro wasm init`, and that each template builds and runs by the commands it names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from oro_wasm.languages.rust.toolchain import MODULE, Toolchain, target_of, toolchain_at

Done = subprocess.CompletedProcess[str]
TEMPLATES = ("asc", "rust", "js")
"""Templates of C, C++, Zig, Go and Python have their tests beside those of their builds."""


def oro(*arguments: str, folder: Path) -> Done:
    """Run `oro wasm`."""
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("language", TEMPLATES)
def test_a_new_project_builds_and_runs(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if language == "rust":
        _choose_rust(monkeypatch)
    done = oro("init", "greeter", "-t", language, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "oro wasm compile greeter" in done.stdout
    done = oro("compile", "greeter", "-o", "out", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    module = json.loads(done.stdout)["module"]
    done = oro("exec", module, "--", "Ada", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hello" in done.stdout
    assert "Ada" in done.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("script.py", "import sys\nprint(sys.argv[1:])\nsys.exit(4)"),
        ("script.js", "print(process.argv.slice(2)); process.exit(4)"),
    ],
)
def test_a_script_runs_without_a_build(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = oro("exec", name, "a", folder=tmp_path)
    assert done.returncode == 4
    assert done.stdout.replace("'", '"').replace(" ", "") == '["a"]\n'
    done = oro("exec", name, "--call", "f", folder=tmp_path)
    assert "it is a script; build it by `oro wasm compile`" in done.stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "main.c").symlink_to(tmp_path / "nowhere")
    done = oro("init", "greeter", "-d", ".", folder=tmp_path)
    assert done.returncode != 0
    assert "main.c would be overwritten; name another folder with --directory" in done.stderr
    assert os.listdir(tmp_path) == ["main.c"]
    (tmp_path / "file").write_text("")
    done = oro("init", "file", folder=tmp_path)
    assert "it is a file" in done.stderr


def test_names_and_languages_that_cannot_be_are_told(tmp_path: Path) -> None:
    done = oro("init", "No good", folder=tmp_path)
    assert "names are of lower-case letters and digits" in done.stderr
    done = oro("init", "greeter", "-t", "pyhton", folder=tmp_path)
    assert 'did you mean "python"?' in done.stderr
    assert os.listdir(tmp_path) == []


def test_the_answer_is_json_where_asked(tmp_path: Path) -> None:
    done = oro("init", "-t", "javascript", "-d", "My Tool", "--json", folder=tmp_path)
    told = json.loads(done.stdout)
    assert told["folder"] == str(tmp_path / "My Tool")
    assert (told["language"], told["needed"]) == ("js", [])
    assert json.loads((tmp_path / "My Tool" / "package.json").read_text())["name"] == "my-tool"


def _choose_rust(monkeypatch: pytest.MonkeyPatch) -> None:
    for environment in ({}, {"CARGO": "/usr/bin/cargo", "RUSTC": "/usr/bin/rustc"}):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        found = toolchain_at(Path.cwd())
        if isinstance(found, Toolchain) and target_of(found, MODULE):
            return
    pytest.skip("no Rust with the target wasm32-wasip1 is installed")
