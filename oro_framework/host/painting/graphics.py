"""The graphics of a machine: its drivers, and the session that shows windows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

__all__ = ("Graphics", "drivers", "graphics", "session_of")

_NONE = "no driver"


class Graphics(Struct, frozen=True):
    """The graphics of one machine."""

    drivers: tuple[str, ...]
    """The kernel's drivers of its display cards, each with its version where it has one of its own."""
    session: str
    """`Wayland`, `X11`, or empty where neither is named."""

    @property
    def nvidia(self) -> bool:
        """Whether a display card has NVIDIA's own driver."""
        return any(driver.startswith("nvidia") for driver in self.drivers)

    def __str__(self) -> str:
        return ", ".join((*(self.drivers or (_NONE,)), *filter(None, (self.session,))))


def graphics(environ: Mapping[str, str], system: Path = Path("/sys")) -> Graphics:
    """Return the graphics of this machine.

    Args:
        environ: says which session it is.
        system: the folder in which Linux tells of its devices.
    """
    return Graphics(tuple(drivers(system)), session_of(environ))


def session_of(environ: Mapping[str, str]) -> str:
    """Return which kind of session shows windows; one named by `GDK_BACKEND` or `QT_QPA_PLATFORM` comes first."""
    named = f"{environ.get('GDK_BACKEND', '')} {environ.get('QT_QPA_PLATFORM', '')}"
    if environ.get("WAYLAND_DISPLAY") and "x11" not in named and "xcb" not in named:
        return "Wayland"
    return "X11" if environ.get("DISPLAY") else ""


def drivers(system: Path) -> Iterator[str]:
    """Yield the drivers of the display cards, in order of their names."""
    names = set()
    for link in system.glob("class/drm/card*/device/driver"):
        with suppress(OSError):
            names.add(os.path.basename(os.readlink(link)))
    for name in sorted(names):
        try:
            yield f"{name} {(system / 'module' / name / 'version').read_text('utf-8').strip()}"
        except OSError:
            yield name
