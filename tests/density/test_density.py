"""Apps on dense displays, and on two displays of which one is dense: sizes, positions and pictures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from oro_framework.testing import engines
from oro_framework.testing.display import virtual_display, wayland_display
from tests.page_tests import failures

pytestmark = pytest.mark.webview

APP = Path(__file__).resolve().parent / "app"
ON_X = {"gtk": ("GDK_SCALE", "2"), "qt": ("QT_SCALE_FACTOR", "1.5")}
"""The variables by which toolkits have an X display be dense; GTK knows whole scales only."""


@pytest.mark.parametrize("engine", engines())
def test_lengths_are_logical_pixels_on_a_dense_display_of_x(engine: str) -> None:
    name, density = ON_X[engine]
    with virtual_display() as display:
        variables = {"DISPLAY": display, "WAYLAND_DISPLAY": "", "GDK_BACKEND": "x11", "QT_QPA_PLATFORM": "xcb"}
        assert failures(engine, APP, "one", {**variables, name: density, "DENSITY": density}) == {}


@pytest.mark.skipif(shutil.which("weston") is None, reason="needs weston: apt-get install weston")
@pytest.mark.parametrize("engine", engines())
def test_lengths_are_logical_pixels_on_a_dense_display_of_wayland(engine: str) -> None:
    with wayland_display((2,)) as variables:
        assert failures(engine, APP, "one", {**variables, "DENSITY": "2"}) == {}


@pytest.mark.skipif(
    None in (shutil.which("weston"), shutil.which("xdotool")), reason="needs weston and xdotool of apt-get install"
)
@pytest.mark.parametrize("engine", engines())
def test_a_window_is_as_dense_as_its_display(engine: str) -> None:
    with wayland_display((2, 1)) as variables:
        assert failures(engine, APP, "two", {**variables, "DENSITY": "2"}) == {}
