"""Transcripts that JavaScript writes, in node and in pages, and their comparison."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_framework.testing.engines import TIMEOUT, Engines

__all__ = ("FILES", "Players", "ended", "transcript")

FILES = {
    "oro.toml": '[meta]\nbundle_identifier = "org.example.differential"\n',
    "index.html": "<!doctype html><meta charset=utf-8><title>scenario</title>",
}


class Players:
    """Node and pages."""

    def __init__(self, node: str, engines: Engines) -> None:
        self.node = node
        self._engines = engines

    def in_node(self, scenario: Path, timeout: float = 60) -> list[str]:
        """Return what node writes within `timeout` seconds."""
        done = subprocess.run([self.node, str(scenario)], capture_output=True, text=True, check=True, timeout=timeout)
        return transcript(done.stdout)

    def in_page(
        self, engine: str, scenario: Path, app: Path, files: Mapping[str, str] = FILES, timeout: float = TIMEOUT
    ) -> list[str]:
        """Return what the page of an app writes within `timeout` seconds; the files are put into its folder first."""
        _put(files, app)
        _, output = self._engines.run(engine, app, "--test", str(scenario), timeout=timeout)
        return ended(output)

    def in_pages(self, engine: str, scenarios: Sequence[Path], app: Path) -> Mapping[Path, str]:
        """Return the output of each scenario of one folder; they share an app, and each has a first window of its own.

        `ended` takes the transcript out of such an output.
        """
        _put(FILES, app)
        return self._engines.run_tests(engine, app, scenarios)

    def same(self, expected: Sequence[str], actual: Sequence[str]) -> None:
        """Fail with the lines that differ."""
        different = list(difflib.unified_diff(expected, actual, "node", "page", n=0, lineterm=""))
        assert not different, "\n".join(line[:400] for line in different[:60])


def _put(files: Mapping[str, str], app: Path) -> None:
    app.mkdir(exist_ok=True)
    for name, text in files.items():
        (app / name).write_text(text, "utf-8")


def ended(output: str) -> list[str]:
    """Return the lines of a page's transcript; fail when it does not come to its end."""
    lines = transcript(output)
    assert lines[-1:] == ["end"], f"the page wrote:\n{output[-4000:]}"
    return lines


def transcript(output: str) -> list[str]:
    """Return the lines of the transcript among everything that was written."""
    return [line.removeprefix("transcript ") for line in output.splitlines() if line.startswith("transcript ")]
