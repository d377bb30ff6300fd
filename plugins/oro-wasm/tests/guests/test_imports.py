"""What a program that was compiled before is run with: little but the engine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

from .conftest import Exec, Made
from .programs import HELLO

NOT_NEEDED = {
    "anyio",
    "difflib",
    "importlib.metadata",
    "oro_framework.host",
    "oro_framework.hookspecs",
    "oro_wasm.analysis",
    "oro_wasm.builds.making",
    "oro_wasm.components",
    "oro_wasm.guests.refusals",
    "oro_wasm.guests.traps",
    "oro_wasm.guests.values",
    "oro_wasm.plugin",
    "oro_wasm.service",
    "pluggy",
    "rich",
    "tempfile",
    "tomlkit",
    "trio",
    "wasmtime.component",
}


def test_a_program_is_run_with_nothing_it_does_not_need(
    execute: Exec, made: Made, environment: Mapping[str, str]
) -> None:
    assert execute(HELLO).returncode == 0
    command = [sys.executable, "-X", "importtime", "-m", "oro_framework.cli", "wasm", "exec", str(made(HELLO))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.stdout == "hello\n"
    assert "wasmtime" in imported
    assert imported & NOT_NEEDED == set()
