"""`oro wasm run` in real windows: a project in C is built by the real compiler, shown, called and followed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from oro_framework.testing import Engines, engines
from oro_framework.testing.waiting import until_in_thread

from .serving import oro_wasm

pytestmark = pytest.mark.webview

PAGES = Path(__file__).parent / "pages"
SOURCE = """#include <stdio.h>
static int counter;
#define EXPORT(name) __attribute__((export_name(#name)))
EXPORT(add) int add(int a, int b) { return a + b; }
EXPORT(count) int count(void) { return ++counter; }
EXPORT(spin) int spin(void) { for (volatile int i = 0;; i++); }
EXPORT(trap) int trap(void) { __builtin_trap(); }
int main(void) { puts("hello from C"); return 0; }
"""
CODE = SOURCE.replace("a + b", "a + b + 100")
DATA = CODE.replace("hello", "hallo")
CHANGES: Mapping[str, str] = {
    "code": CODE,
    "data": DATA,
    "broken": DATA.replace("return ++counter", "return missing"),
    "mended": DATA,
    "exports": DATA.replace("int main", "EXPORT(twice) int twice(int a) { return 2 * a; }\nint main"),
}


@contextmanager
def window(engine: str, oro_engines: Engines, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Run `oro wasm run` in an engine."""
    command = [sys.executable, "-m", "oro_framework.cli", "wasm", "run", "--backend", engine, *map(str, arguments)]
    with subprocess.Popen(
        command,
        env=oro_engines.environment(engine),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        guard = threading.Timer(240, process.kill)
        guard.start()
        try:
            yield process
        finally:
            guard.cancel()
            process.kill()


@pytest.mark.parametrize("engine", engines())
def test_a_project_is_built_shown_called_and_followed(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    source = tmp_path / "main.c"
    source.write_text(SOURCE)
    said = []
    with window(engine, oro_engines, tmp_path, "--debug", "--test", PAGES / "following.js") as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "CHANGE " in line:
                replace(source, CHANGES[line.split("CHANGE ")[1].strip()])
        code = process.wait()
    text = "".join(said)
    assert code == 0, text
    assert text.count("Save to page: ") >= 3, text


@pytest.mark.parametrize("engine", engines())
def test_a_program_reads_what_is_typed(engine: str, oro_engines: Engines, tmp_path: Path) -> None:
    source = tmp_path / "echo.c"
    source.write_text(
        "#include <stdio.h>\n"
        "int main(int argc, char **argv) { char line[99];\n"
        'while (fgets(line, sizeof line, stdin)) printf("heard %s", line), fflush(stdout);\n'
        'fprintf(stderr, "%s\\n", argc > 1 ? argv[1] : "no arguments"); return 3; }\n'
    )
    with window(engine, oro_engines, source, "--test", PAGES / "typing.js") as process:
        text, _ = process.communicate()
    assert process.returncode == 0, text


def replace(path: Path, text: str) -> None:
    """Write a file as an editor does."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    os.replace(beside, path)


@pytest.mark.parametrize("engine", engines())
def test_a_window_is_found_and_closed_by_stop(engine: str, oro_engines: Engines, module: Path) -> None:
    with window(engine, oro_engines, module, "--json") as process:
        listed = until_in_thread(lambda: json.loads(oro_wasm("stop", "--list", "--json").stdout))
        assert [(each["path"], each["mode"]) for each in listed] == [(str(module), "window")]
        assert oro_wasm("stop", str(module)).stdout == f"stopped {module} (a window)\n"
        assert process.wait(timeout=60) == 0
