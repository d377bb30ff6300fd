"""`oro wasm compile` and `oro wasm clean`, as a person types them, and as programs read them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from oro_wasm.sizes import shown_size

GOOD = "int main(void) { return 0; }\n"
BAD = "int main(void) {\n\treturn absent;\n}\n"
WARNS = "int main(void) { int unused = 1; return 0 == 0 ? 0 : unused; }\n#warning careful\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def oro(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_project_is_built_to_this_folder_and_cleaned(folder: Path) -> None:
    (folder / "hello.c").write_text(GOOD)
    (folder / "other.wasm").write_bytes(b"\0asm")
    done = oro(folder, "compile", "hello.c")
    assert (done.returncode, done.stdout.split()[0]) == (0, "hello.wasm")
    assert (folder / "hello.wasm").read_bytes().startswith(b"\0asm")
    again = oro(folder, "c", "-p", "hello.c")
    assert "nothing had changed" in again.stderr
    cleaned = oro(folder, "clean")
    assert cleaned.stdout.startswith(f"{folder / 'hello.wasm'}  ")
    assert sorted(os.listdir(folder)) == ["hello.c", "other.wasm"]
    assert "no build recorded any file here" in oro(folder, "reset", "--all").stderr


def test_mistakes_are_shown_with_their_line(folder: Path) -> None:
    (folder / "bad.c").write_text(BAD)
    done = oro(folder, "build", "bad.c", "-o", "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        "bad.c:2:9: error: use of undeclared identifier 'absent'\n     2 | \treturn absent;\n       | \t       ^\n"
        in (done.stderr)
    )
    assert done.stderr.splitlines()[-1].startswith(f'error: Cannot build "{folder / "bad.c"}": bad.c:2:9: use of')


def test_warnings_are_shown_and_the_commands_on_demand(folder: Path) -> None:
    (folder / "warns.c").write_text(WARNS)
    done = oro(folder, "compile", "warns.c", "--verbose", "--optimization", "debug")
    assert done.returncode == 0
    assert "warns.c:2:2: warning: careful" in done.stderr
    assert "cc -target wasm32-wasi -O0 -g" in done.stderr


def test_a_choice_is_told_with_how_to_choose(folder: Path) -> None:
    (folder / "main.c").write_text(GOOD)
    (folder / "main.zig").write_text("pub fn main() void {}\n")
    done = oro(folder, "compile", "-o", "out")
    assert done.stderr.startswith(f"{folder.name} is taken for C; --language zig builds it as another\n")
    assert "zig, " in oro(folder, "compile", "-o", "out", "-l", "zig").stderr


def test_programs_read_json(folder: Path) -> None:
    (folder / "hello.c").write_text(GOOD)
    (folder / "bad.c").write_text(BAD)
    done = oro(folder, "compile", "hello.c", "--json")
    answer = json.loads(done.stdout)
    module = folder / "hello.wasm"
    assert (answer["ok"], answer["module"], answer["language"], answer["cached"]) == (True, str(module), "c", False)
    assert answer["files"] == [{"path": str(module), "size": module.stat().st_size}]
    failed = oro(folder, "compile", "bad.c", "--json")
    answer = json.loads(failed.stdout)
    assert (failed.returncode, answer["ok"]) == (1, False)
    [diagnostic] = answer["diagnostics"]
    assert (diagnostic["file"], diagnostic["line"], diagnostic["column"]) == ("bad.c", 2, 9)
    cleaned = json.loads(oro(folder, "clean", "hello.c", "--json").stdout)
    assert [each["path"] for each in cleaned["removed"]] == [str(module)]
    assert cleaned["left"] == []


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["compile"], 1, "no language knows it"),
        (["compile", "absent.c"], 1, "there is no such file or folder"),
        (["compile", "hello.c", "-l", "cobal"], 1, 'Cannot use language "cobal"'),
        (["compile", "hello.c", "--component"], 1, 'it has no folder "wit" with a .wit file'),
        (["compile", "hello.c", "-l", "zig"], 1, "as Zig: it has none of build.zig"),
        (["compile", "hello.c", "-l", "zig", "--component"], 1, "the tools of Zig make modules; leave out --component"),
        (["compile", "hello.c", "-l", "go", "--web"], 1, "the tools of Go make none; `oro wasm run` shows a module"),
        (["compile", "hello.c", "--path", "hello.c"], 2, "PROJECT and --path name the project both"),
        (["compile", "hello.c", "--optimization", "fast"], 2, "'fast' is not one of"),
        (["clean", "--cache", "--all"], 2, "--cache is of all projects"),
    ],
)
def test_what_cannot_be_done_says_why(folder: Path, arguments: list[str], status: int, reason: str) -> None:
    (folder / "empty").mkdir()
    (folder / "empty" / "hello.c").write_text(GOOD)
    where = folder / "empty" if "hello.c" in arguments else folder
    done = oro(where, *arguments)
    assert done.returncode == status
    assert reason in done.stderr


def test_help_has_examples() -> None:
    for name in ("compile", "clean"):
        assert "Examples:" in oro(Path(), name, "--help").stdout


@pytest.mark.parametrize(("size", "shown"), [(0, "0 B"), (999, "999 B"), (2570, "2.6 kB"), (2_476_164, "2.5 MB")])
def test_sizes(size: int, shown: str) -> None:
    assert shown_size(size) == shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_ends_the_tools_and_leaves_nothing(folder: Path) -> None:
    (folder / "main.c").write_text(GOOD)
    (folder / "Makefile").write_text("all:\n\techo begun; sleep 600\n")
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", "compile", "--verbose", "-o", "out"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        while process.stderr.readline().strip() != "begun":
            assert process.poll() is None
        tools = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert [each for each in tools if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
    assert tools
    assert os.listdir(folder / "out") == []
