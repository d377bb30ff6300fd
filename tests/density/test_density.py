"""Apps on dense displays, and on two displays of which one is dense: sizes, positions and pictures."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from oro_framework.testing import engines
from oro_framework.testing.display import virtual_display, wayland_display
from oro_framework.testing.tap import parse_tap

pytestmark = pytest.mark.webview

APP = Path(__file__).resolve().parent / "app"
ROOT = APP.parents[2]
PATIENCE = 120
ON_X = {"gtk": ("GDK_SCALE", "2"), "qt": ("QT_SCALE_FACTOR", "1.5")}
"""The variables by which toolkits have an X display be dense; GTK knows whole scales only."""


@pytest.mark.parametrize("engine", engines())
def test_lengths_are_logical_pixels_on_a_dense_display_of_x(engine: str) -> None:
    name, density = ON_X[engine]
    with virtual_display() as display:
        variables = {"DISPLAY": display, "WAYLAND_DISPLAY": "", "GDK_BACKEND": "x11", "QT_QPA_PLATFORM": "xcb"}
        assert failures(engine, {**variables, name: density, "DENSITY": density}, "one") == {}


@pytest.mark.skipif(shutil.which("weston") is None, reason="needs weston: apt-get install weston")
@pytest.mark.parametrize("engine", engines())
def test_lengths_are_logical_pixels_on_a_dense_display_of_wayland(engine: str) -> None:
    with wayland_display((2,)) as variables:
        assert failures(engine, {**variables, "DENSITY": "2"}, "one") == {}


@pytest.mark.skipif(
    None in (shutil.which("weston"), shutil.which("xdotool")), reason="needs weston and xdotool of apt-get install"
)
@pytest.mark.parametrize("engine", engines())
def test_a_window_is_as_dense_as_its_display(engine: str) -> None:
    with wayland_display((2, 1)) as variables:
        assert failures(engine, {**variables, "DENSITY": "2"}, "two") == {}


def failures(engine: str, variables: Mapping[str, str], test: str) -> Mapping[str, object]:
    """Run the tests of a page in an app; return what failed by name."""
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(APP), "--backend", engine]
    done = subprocess.run(
        [*command, "--test", str(APP / f"{test}.js")],
        cwd=ROOT,
        env={**os.environ, "ORO_WEBVIEW_STORAGE": "memory", "DBUS_SESSION_BUS_ADDRESS": "", **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    report = parse_tap(done.stdout.splitlines())
    assert report.plan, done.stdout + done.stderr
    return {name: each.failures for name, each in report.tests.items() if each.failures}
