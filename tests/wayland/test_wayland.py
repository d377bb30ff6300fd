"""Apps under a Wayland compositor: what pages are told, and what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oro_framework.testing import engines
from oro_framework.testing.display import wayland_display
from oro_framework.testing.tap import parse_tap

pytestmark = [
    pytest.mark.webview,
    pytest.mark.skipif(shutil.which("weston") is None, reason="needs weston: apt-get install weston"),
]

APP = Path(__file__).resolve().parent / "app"
PATIENCE = 120


@pytest.fixture(scope="module")
def wayland() -> Iterator[Mapping[str, str]]:
    """Give the variables of a compositor that has nothing else to show."""
    with wayland_display() as variables:
        yield variables


@pytest.mark.parametrize("engine", engines())
def test_what_wayland_allows_works_and_what_it_does_not_is_refused(engine: str, wayland: Mapping[str, str]) -> None:
    assert _failures(engine, wayland, "checks") == {}


def _failures(engine: str, variables: Mapping[str, str], test: str) -> Mapping[str, object]:
    """Run the tests of a page in an app; return what failed by name."""
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(APP), "--backend", engine]
    done = subprocess.run(
        [*command, "--test", str(APP / f"{test}.js")],
        env={**os.environ, "ORO_WEBVIEW_STORAGE": "memory", "DBUS_SESSION_BUS_ADDRESS": "", **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    report = parse_tap(done.stdout.splitlines())
    assert report.plan, done.stdout + done.stderr
    assert "CRITICAL" not in done.stderr, done.stderr
    return {name: each.failures for name, each in report.tests.items() if each.failures}
