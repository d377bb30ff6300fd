"""A machine's graphics are its drivers and its session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oro_framework.host.painting.engine_versions import engine_version
from oro_framework.host.painting.graphics import graphics, session_of


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """Make what Linux tells of two cards, one of which has a driver with a version of its own."""
    for card, driver in (("card0", "i915"), ("card1", "nvidia")):
        (tmp_path / "bus" / driver).mkdir(parents=True)
        device = tmp_path / "class" / "drm" / card / "device"
        device.mkdir(parents=True)
        (device / "driver").symlink_to(os.path.relpath(tmp_path / "bus" / driver, device))
        (tmp_path / "class" / "drm" / f"{card}-HDMI-A-1" / "device").mkdir(parents=True)
    (tmp_path / "module" / "nvidia").mkdir(parents=True)
    (tmp_path / "module" / "nvidia" / "version").write_text("580.95.05\n")
    return tmp_path


def test_drivers_have_their_versions(system: Path) -> None:
    found = graphics({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, system)
    assert found.drivers == ("i915", "nvidia 580.95.05")
    assert found.nvidia
    assert str(found) == "i915, nvidia 580.95.05, Wayland"


def test_a_machine_without_cards_says_so(tmp_path: Path) -> None:
    found = graphics({}, tmp_path)
    assert not found.nvidia
    assert str(found) == "no driver"


@pytest.mark.parametrize(
    ("environ", "session"),
    [
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "Wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "GDK_BACKEND": "x11"}, "X11"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, "X11"),
        ({"DISPLAY": ":0"}, "X11"),
        ({}, ""),
    ],
)
def test_the_session_is_the_one_that_shows_windows(environ: dict[str, str], session: str) -> None:
    assert session_of(environ) == session


def test_engines_tell_their_versions_before_they_run() -> None:
    for backend in ("gtk", "qt"):
        assert engine_version(backend).count(".") >= 1
    assert engine_version("headless") == ""
