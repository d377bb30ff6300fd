"""Scenarios, played by node itself and by pages, and the transcripts they write."""

from __future__ import annotations

import difflib
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from oro_framework.testing.engines import Engines

ENOUGH = 20
"""The oldest node that is compared with."""

FILES = {
    "oro.toml": '[meta]\nbundle_identifier = "org.example.differential"\n',
    "index.html": "<!doctype html><meta charset=utf-8><title>scenario</title>",
}


class Players:
    """Node and pages."""

    def __init__(self, node: str, engines: Engines) -> None:
        self.node = node
        self._engines = engines

    def in_node(self, scenario: Path) -> list[str]:
        """Return what node writes."""
        done = subprocess.run([self.node, str(scenario)], capture_output=True, text=True, check=True, timeout=60)
        return transcript(done.stdout)

    def in_page(self, engine: str, scenario: Path, app: Path, files: Mapping[str, str] = FILES) -> list[str]:
        """Return what the page of an app writes; the files are put into the app's folder first."""
        app.mkdir(exist_ok=True)
        for name, text in files.items():
            (app / name).write_text(text, "utf-8")
        _, output = self._engines.run(engine, app, "--test", str(scenario))
        lines = transcript(output)
        assert lines[-1:] == ["end"], f"the page wrote:\n{output[-4000:]}"
        return lines

    def same(self, expected: Sequence[str], actual: Sequence[str]) -> None:
        """Fail with the lines that differ."""
        different = list(difflib.unified_diff(expected, actual, "node", "page", n=0, lineterm=""))
        assert not different, "\n".join(line[:400] for line in different[:60])


def transcript(output: str) -> list[str]:
    """Return the lines of the transcript among everything that was written."""
    return [line.removeprefix("transcript ") for line in output.splitlines() if line.startswith("transcript ")]


@pytest.fixture(scope="session")
def node() -> str:
    """Give the node to compare with."""
    found = shutil.which("node")
    version = subprocess.run([found or "false", "--version"], capture_output=True, text=True, check=False).stdout
    if not found or not version.startswith("v") or int(version[1:].split(".")[0]) < ENOUGH:
        pytest.skip(f"the differential suite compares with node {ENOUGH}")
    return found


@pytest.fixture(scope="session")
def players(node: str, oro_engines: Engines) -> Players:
    """Give who plays scenarios."""
    return Players(node, oro_engines)
