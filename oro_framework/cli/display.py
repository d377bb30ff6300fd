"""The display for windows, and a substitute for Qt where there is none."""

from __future__ import annotations

import os
import sys

__all__ = ("display", "go_offscreen", "session_type")

VARIABLES = ("WAYLAND_DISPLAY", "DISPLAY")


def display() -> str | None:
    """Return `VARIABLE=value` of the display for windows; None when there is none on Linux."""
    if not sys.platform.startswith("linux"):
        return sys.platform
    return next((f"{name}={value}" for name in VARIABLES if (value := os.environ.get(name))), None)


def session_type() -> str:
    """Return what shows windows here: `Wayland`, `X11`, or nothing where neither is named."""
    return next((kind for name, kind in zip(VARIABLES, ("Wayland", "X11"), strict=True) if os.environ.get(name)), "")


def go_offscreen() -> bool:
    """Have Qt paint into memory when there is no display; return whether it does."""
    if display() is None:
        os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
        return True
    return False
