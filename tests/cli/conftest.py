"""Running `oro` in this process and in its own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oro_framework.cli.main import invoke

PLUGIN = '''
from oro_framework import Call, hookimpl, route
from oro_framework.types import Permission, Setting

@route("app.add", permission="sums")
def add(call: Call, *, a: int, b: int = 1) -> int:
    """Return the sum of two numbers. It never fails."""
    return a + b

@hookimpl
def oro_routes(host):
    return [add]

@hookimpl
def oro_permissions():
    return [Permission(name="sums", description="Add numbers")]

@hookimpl
def oro_settings():
    return [Setting("sums_limit", int, 10, "largest number")]
'''


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def oro(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Answer]]:
    """Run a command line in this process, with the current folder empty and nothing left behind."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", ""))
    monkeypatch.setattr(sys, "path", [*sys.path])
    log = logging.getLogger("oro")
    before = (log.level, log.propagate, log.handlers[:], set(sys.modules))

    def run(*arguments: str) -> Answer:
        code = invoke(list(arguments))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    yield run
    log.setLevel(before[0])
    log.propagate, log.handlers[:] = before[1], before[2]
    for name in set(sys.modules) - before[3]:
        if name.startswith(("oro_app_", "body")):
            del sys.modules[name]


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Answer]:
    """Run a command line as a person does."""

    def run(*arguments: str) -> Answer:
        command = [sys.executable, "-m", "oro_framework.cli", *arguments]
        environment = {**os.environ, "COLUMNS": "100"}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder with a whole app: configuration, a page, a plugin of its own."""
    folder = tmp_path / "sums"
    folder.mkdir()
    (folder / "oro.toml").write_text(
        '[meta]\nbundle_identifier = "org.example.sums"\ntitle = "Sums"\n[plugins]\nenabled = []\n[sums]\nlimit = 5\n'
    )
    (folder / "index.html").write_text("<!doctype html><title>Sums</title>")
    (folder / "app.py").write_text(PLUGIN)
    return folder
