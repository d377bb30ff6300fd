"""WebKitGTK's processes start before the host, and end when another engine is to run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from oro_framework.host.backends.gtk import early_start
from oro_framework.host.backends.gtk.backend import GtkBackend

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def output(display: str) -> list[str]:
    if missing := GtkBackend.missing():
        pytest.skip("; ".join(missing))
    command = [sys.executable, "-X", "faulthandler", "-m", "engine.gtk_warm"]
    run = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=150, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout.splitlines()


@pytest.mark.webview
class TestWarmEngine:
    def test_the_first_view_is_in_the_process_that_was_started_early(self, output: list[str]) -> None:
        assert "a web process runs before there is a host" in output
        assert "the first view is in it: True" in output

    def test_what_nobody_wants_ends(self, output: list[str]) -> None:
        assert "another one was started" in output
        assert output[-1] == "it ended, for nobody wanted it"

    def test_windows_are_known_by_the_name_of_the_program(self, output: list[str]) -> None:
        assert "the program is gtk_warm.py" in output


def test_without_webkit_there_is_nothing_to_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_start, "LIBRARY", "libnobody-has-this.so.0")
    assert early_start.warm_up() is None
    assert early_start.take_warm() is None
