"""Running `oro wasm` in this process."""

from __future__ import annotations

import io
import logging
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


Oro = Callable[..., Answer]


@pytest.fixture
def oro(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Oro]:
    """Return a function that runs a command of `oro wasm` in an empty folder; `given` is its input."""
    monkeypatch.chdir(tmp_path)
    log = logging.getLogger("oro")
    before = (log.level, log.propagate, log.handlers[:])

    def run(*arguments: str, given: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        capsys.readouterr()
        code = invoke(["wasm", *arguments])
        told = capsys.readouterr()
        return Answer(code, told.out, told.err)

    yield run
    log.level, log.propagate, log.handlers[:] = before
