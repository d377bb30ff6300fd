"""Programs of other people, run by `oro wasm exec` and by Node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import trio

from .packages import HERE, fetch_strangers
from .tree import write_tree

Ran = tuple[int, str, str]
Run = Callable[..., Ran]
ORO = (sys.executable, "-m", "oro_framework.cli", "wasm")


@pytest.fixture(scope="session")
def strangers() -> Mapping[str, Path]:
    """Return the files of the programs."""
    return trio.run(fetch_strangers, lambda kind, text: None)


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Return the environment of these tests' commands, which share their compiled code."""
    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "NODE_NO_WARNINGS": "1"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder of files."""
    write_tree(tmp_path / "tree")
    return tmp_path / "tree"


@pytest.fixture
def execute(strangers: Mapping[str, Path], environment: Mapping[str, str], tree: Path) -> Run:
    """Return a function that runs a program by `oro wasm exec`, with the files of `tree` in /tree."""

    def run(name: str, *args: str, input: str = "") -> Ran:
        return _ran([*ORO, "exec", "--dir", f"{tree}::/tree", str(strangers[name]), "--", *args], environment, input)

    return run


@pytest.fixture
def by_node(strangers: Mapping[str, Path], environment: Mapping[str, str], tree: Path) -> Run:
    """Return a function that runs a program by Node's `node:wasi`, with the files of `tree` in /tree."""
    node = shutil.which("node") or "node"

    def run(name: str, *args: str, input: str = "") -> Ran:
        folders = json.dumps({"/tree": str(tree)})
        return _ran([node, str(HERE / "reference.mjs"), str(strangers[name]), folders, *args], environment, input)

    return run


@pytest.fixture
def answer(strangers: Mapping[str, Path], environment: Mapping[str, str]) -> Callable[..., Any]:
    """Return a function that gives what `oro wasm inspect` and `verify` answer of a program, as JSON."""

    def ask(command: str, name: str) -> Any:
        return json.loads(_ran([*ORO, command, "--json", str(strangers[name])], environment, "")[1])

    return ask


def _ran(command: list[str], environment: Mapping[str, str], input: str) -> Ran:
    done = subprocess.run(
        command, input=input, capture_output=True, encoding="utf-8", env=environment, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr
