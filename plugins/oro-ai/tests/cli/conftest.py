"""Running `oro ai` in this process."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oro_framework.cli.main import invoke


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the empty home folder of the person who runs it."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def oro(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> Iterator[Callable[..., Answer]]:
    """Give what runs a command in an empty folder, without a terminal; `said` is its input, other names variables."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("ORO_AI", "AI_LLM", "HF_", "OLLAMA", "XDG_DATA"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    log = logging.getLogger("oro")
    before = (log.level, log.propagate, log.handlers[:])

    def run(*arguments: str, said: str = "", **variables: str) -> Answer:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdin", io.StringIO(said))
        capsys.readouterr()
        code = invoke(["ai", *arguments])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    yield run
    log.level, log.propagate, log.handlers[:] = before
