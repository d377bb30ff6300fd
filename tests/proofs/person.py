"""The machine of a person who is given an app: Debian without Python, and a display with one window on it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from oro_framework.testing.display import virtual_display
from oro_framework.testing.waiting import until_in_thread

from .machine import Machine

__all__ = ("has_python", "picture_of")

PATIENCE = 180
COLOURS = 8
"""Fewer colours than this are a blank page, or the frame of one."""


def has_python(root: Machine) -> bool:
    """Return whether anything that is called Python can be started in a root."""
    return root.ended("sh", "-c", "command -v python python3").returncode == 0


def picture_of(root: Machine, title: str, shot: Path, *command: str) -> str:
    """Start an app, take a picture once its window shows something, and end it; return what it said.

    Raises:
        AssertionError: it ended by itself, or with another status than 0.
        TimeoutError: it showed nothing.
    """
    shot.parent.mkdir(parents=True, exist_ok=True)
    with virtual_display() as display, root.begin(*command, variables={"DISPLAY": display}) as app:
        try:
            _take(app, _looking(display, title, shot))
            app_itself = _child(app)
            subprocess.run(["kill", f"-{signal.SIGTERM}", str(app_itself)], check=True)
            said, _ = app.communicate(timeout=PATIENCE)
        finally:
            app.kill()
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
        with suppress(subprocess.TimeoutExpired):
            said, _ = app.communicate(timeout=10)
            pytest.fail(f"{error}\n{said}")


def _looking(display: str, title: str, shot: Path) -> Callable[[], bool]:
    """Return what tells that a window of that title is there and its picture, which it writes, stands still."""
    before: list[Image.Image] = []

    def look() -> bool:
        if not _windows(display, title):
            return False
        now = ImageGrab.grab(xdisplay=display)
        still = bool(before) and before.pop().tobytes() == now.tobytes()
        before.append(now)
        colours = now.getcolors(maxcolors=1 << 24) or []
        if still and len(colours) >= COLOURS:
            now.save(shot)
            return True
        return False

    return look


def _windows(display: str, title: str) -> Sequence[str]:
    command = ["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
    found = subprocess.run(command, env={"DISPLAY": display}, capture_output=True, text=True, check=False)
    return found.stdout.split()


def _child(process: subprocess.Popen[str]) -> int:
    """Return the number of the program in a root, which `unshare` started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    [child] = map(int, children)
    return child
