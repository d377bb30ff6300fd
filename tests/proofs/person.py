"""The machine of a person who is given an app: Debian without Python, and a display with one window on it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageGrab

from oro_framework.testing.display import virtual_display
from oro_framework.testing.waiting import until_in_thread

from .machine import Machine

__all__ = ("LEAST", "has_python", "picture_of")

PATIENCE = 180
LEAST = 8
"""Fewer colours than this are a blank page."""
SETTLED = 5
"""Seconds without a change after which a page counts as painted."""
TICKING = 200 * 50
"""Pixels that may change all the time, as those of a clock do."""


def has_python(machine: Machine) -> bool:
    """Return whether anything that is called Python can be started on a machine."""
    return machine.ended("sh", "-c", "command -v python || command -v python3").returncode == 0


def picture_of(
    machine: Machine,
    title: str,
    shot: Path,
    *command: str,
    colours: int = LEAST,
    ready: Callable[[], bool] = lambda: True,
) -> str:
    """Start an app, take a picture once its window shows something, and end it; return what it said.

    Args:
        machine: where it is.
        title: of its window.
        shot: the file of the picture.
        command: starts it.
        colours: that a picture of the whole page has at least.
        ready: returns whether it has done what it was started for.

    Raises:
        AssertionError: it ended by itself, or with another status than 0, or showed nothing.
    """
    shot.parent.mkdir(parents=True, exist_ok=True)
    with virtual_display() as display, machine.begin(*command, variables={"DISPLAY": display}) as app:
        look = _looking(display, title, colours, shot)
        _take(app, lambda: ready() and look())
        os.kill(_program(app), signal.SIGTERM)
        said, _ = app.communicate(timeout=PATIENCE)
    assert app.returncode == 0, said
    return said


def _take(app: subprocess.Popen[str], look: Callable[[], bool]) -> None:
    def shown() -> bool:
        assert app.poll() is None, app.stdout.read() if app.stdout else ""
        return look()

    try:
        until_in_thread(shown, PATIENCE)
    except TimeoutError as error:
        app.kill()
        said, _ = app.communicate(timeout=PATIENCE)
        pytest.fail(f"{error}\n{said}")


def _looking(display: str, title: str, colours: int, shot: Path) -> Callable[[], bool]:
    """Return what tells that a window of that title has settled, and writes its picture then."""
    before: Image.Image | None = None
    since = time.monotonic()

    def look() -> bool:
        nonlocal before, since
        if not _windows(display, title):
            return False
        now = ImageGrab.grab(xdisplay=display)
        if before is None or _changed(before, now) > TICKING:
            before, since = now, time.monotonic()
            return False
        if time.monotonic() - since < SETTLED or len(now.getcolors(maxcolors=1 << 24) or []) < colours:
            return False
        now.save(shot)
        return True

    return look


def _changed(before: Image.Image, now: Image.Image) -> int:
    """Return the pixels of the smallest rectangle in which two pictures differ."""
    left, upper, right, lower = ImageChops.difference(before, now).getbbox() or (0, 0, 0, 0)
    return (right - left) * (lower - upper)


def _windows(display: str, title: str) -> Sequence[str]:
    command = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    found = subprocess.run(command, env={"DISPLAY": display}, capture_output=True, text=True, check=False)
    return found.stdout.split()


def _program(process: subprocess.Popen[str]) -> int:
    """Return the number of the program in a root, below `unshare` and the first process of the namespaces."""
    process_id = process.pid
    for _ in range(2):
        [process_id] = map(int, Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split())
    return process_id
