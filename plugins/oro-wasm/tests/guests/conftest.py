"""Guests of text, and `oro wasm exec` as people start it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pytest
import wasmtime
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.run import run
from oro_wasm.guests.start import Start
from oro_wasm.guests.streams import Streams

__all__ = ("Exec", "Guest", "Made")

Made = Callable[[str], Path]
Guest = Callable[..., tuple[Outcome, str]]
Exec = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = (sys.executable, "-m", "oro_framework.cli", "wasm", "exec")


@pytest.fixture(scope="session")
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the cache folder of these tests' commands."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def environment(cache_home: Path) -> Mapping[str, str]:
    """Return the environment of these tests' commands."""
    return {**os.environ, "XDG_CACHE_HOME": str(cache_home), "COLUMNS": "120"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a function that makes a file of WebAssembly from its text."""
    folder = tmp_path_factory.mktemp("wasm")
    files: dict[str, Path] = {}

    def make(text: str) -> Path:
        if text not in files:
            path = folder / f"guest{len(files)}.wasm"
            path.write_bytes(wasmtime.wat2wasm(text))
            files[text] = path
        return files[text]

    return make


@pytest.fixture(scope="session")
def codes(cache_home: Path) -> Store:
    """Return compiled code for guests that run in the process of the tests."""
    return Store(Cache(cache_home / "own"))


@pytest.fixture
def guest(made: Made, codes: Store) -> Guest:
    """Return a function that runs a text in this process; it returns how it ended and what it printed, up to 64 KiB."""

    def run_it(text: str, *arguments: str, **options: Any) -> tuple[Outcome, str]:
        start = Start(path=str(made(text)), args=arguments, **options)
        code = codes.load(made(text), fuel=start.limits.fuel is not None)
        reader, writer = os.pipe()
        with open(reader) as printed:
            with open(os.devnull) as nothing, open(writer, "wb"):
                outcome = run(code, start, Streams(stdin=nothing.fileno(), stdout=writer, stderr=writer))
            return outcome, printed.read()

    return run_it


@pytest.fixture
def execute(made: Made, environment: Mapping[str, str], tmp_path: Path) -> Exec:
    """Return a function that runs a text or a file by `oro wasm exec`, in an empty folder, and waits for its end."""
    (tmp_path / "here").mkdir()

    def run(guest: str | Path, *arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, str(guest if isinstance(guest, Path) else made(guest)), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path / "here",
            env={**environment, **variables},
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def started(made: Made, environment: Mapping[str, str], request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Return a function that starts a text by `oro wasm exec`, its streams pipes unless given otherwise."""

    def start(text: str, *arguments: str, **streams: int | IO[bytes]) -> subprocess.Popen[bytes]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen([*COMMAND, str(made(text)), *arguments], env=environment, **{**pipes, **streams})
        request.addfinalizer(lambda: _ended(process))
        return process

    return start


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with process:
        pass
