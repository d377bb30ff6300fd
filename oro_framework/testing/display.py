"""Displays for tests on machines without one: Xvfb on a free number, and Weston (Wayland) in a window of it."""

from __future__ import annotations

import ctypes
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from oro_framework.errors import Unsupported
from oro_framework.testing.waiting import until_in_thread

__all__ = ("DISPLAY_SERVERS", "display_server", "display_variables", "virtual_display", "wayland_display")

DISPLAY_SERVERS = ("x11", "wayland")
START = 60.0
"""Seconds that a display server has to start."""
_SOCKET = "wayland-test"
_WESTON = """[core]
idle-time=0
require-input=false

[shell]
locking=false
panel-position=none
animation=none
close-animation=none
focus-animation=none
startup-animation=none
"""
"""Nothing moves, nothing is dimmed, and windows have the whole screen."""


def display_server() -> str:
    """Return the display server that tests run under, from `ORO_TEST_DISPLAY`: `x11` if it is not set.

    Raises:
        Unsupported: it names another.
    """
    name = os.environ.get("ORO_TEST_DISPLAY") or "x11"
    if name not in DISPLAY_SERVERS:
        raise Unsupported(f'Cannot run tests under "{name}": ORO_TEST_DISPLAY is one of {", ".join(DISPLAY_SERVERS)}')
    return name


@contextmanager
def display_variables(server: str) -> Iterator[Mapping[str, str]]:
    """Run a display server during the block and yield the environment of programs that are to use it.

    A variable with an empty value counts as one that is not set.

    Raises:
        Unsupported: what it needs is not installed, or it did not start.
    """
    if server == "wayland":
        with wayland_display() as variables:
            yield variables
    else:
        with virtual_display() as name:
            yield {"DISPLAY": name, "WAYLAND_DISPLAY": ""}


@contextmanager
def virtual_display(size: str = "1280x1024x24") -> Iterator[str]:
    """Run Xvfb during the block and yield the name of its display, such as `:99`.

    Raises:
        Unsupported: Xvfb is not installed, or it did not start.
    """
    if shutil.which("Xvfb") is None:
        raise Unsupported("Cannot make a virtual display: Xvfb is not installed; try: apt-get install xvfb")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        yield f":{_number(reader)}"
    finally:
        os.close(reader)
        _end(process)


@contextmanager
def wayland_display(scales: Sequence[int] = (1,), size: str = "1280x1024") -> Iterator[Mapping[str, str]]:
    """Run Weston during the block and yield the environment of programs that are to use it.

    It runs in a window of Xvfb. Its headless backend would have no keyboard and no mouse, so that no window gets the
    focus and no program the clipboard. `WAYLAND_DISPLAY` is a path, so that `XDG_RUNTIME_DIR` may be a test's own.
    `X11_OF_WESTON` names the display of that window, whose mouse is its own.

    Args:
        scales: the density of each output; they are beside each other.
        size: of an output, in logical pixels.

    Raises:
        Unsupported: Weston or Xvfb is not installed, or did not start.
    """
    if shutil.which("weston") is None:
        raise Unsupported("Cannot make a Wayland display: Weston is not installed; try: apt-get install weston")
    width, height = map(int, size.split("x"))
    with (
        virtual_display(f"{width * sum(scales)}x{height * max(scales)}x24") as x_display,
        tempfile.TemporaryDirectory(prefix="oro-wayland-", ignore_cleanup_errors=True) as folder,
    ):
        place = Path(folder)  # private to its owner, as XDG_RUNTIME_DIR has to be
        config = place / "weston.ini"
        config.write_text(_WESTON + "".join(_output(number, size, scale) for number, scale in enumerate(scales, 1)))
        command = ["weston", "--backend=x11-backend.so", "--use-pixman", f"--output-count={len(scales)}"]
        command += [f"--socket={_SOCKET}", f"--config={config}"]
        environment = {**os.environ, "DISPLAY": x_display, "XDG_RUNTIME_DIR": folder}
        environment.pop("WAYLAND_DISPLAY", None)
        log = place / "weston.log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(process, place / _SOCKET, log)
            _arrange(x_display, [width * scale for scale in scales])
            yield {
                "DISPLAY": "",
                "WAYLAND_DISPLAY": str(place / _SOCKET),
                "XDG_RUNTIME_DIR": folder,
                "XDG_SESSION_TYPE": "wayland",
                "GDK_BACKEND": "wayland",
                "QT_QPA_PLATFORM": "wayland",
                "X11_OF_WESTON": x_display,
            }
        finally:
            _end(process)


def _output(number: int, size: str, scale: int) -> str:
    return f"\n[output]\nname=X{number}\nmode={size}\nscale={scale}\n"


def _wait(process: subprocess.Popen[bytes], socket: Path, log: Path) -> None:
    """Wait until Weston listens: it makes its outputs before it makes its socket known."""
    until_in_thread(lambda: process.poll() is not None or socket.exists(), START)
    if process.poll() is not None:
        raise Unsupported(f"Cannot make a Wayland display: Weston ended with {process.returncode}\n{log.read_text()}")


def _arrange(display: str, widths: Sequence[int]) -> None:
    """Put the windows of an X display without a window manager beside each other, and give the first the keyboard."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XDefaultRootWindow.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x.XOpenDisplay(display.encode()))
    try:
        windows = until_in_thread(lambda: _windows(x, connection, len(widths)), START)
        for number, window in enumerate(windows):
            x.XMoveWindow(connection, ctypes.c_ulong(window), sum(widths[:number]), 0)
        x.XSetInputFocus(connection, ctypes.c_ulong(windows[0]), 1, ctypes.c_ulong(0))
        x.XSync(connection, 0)
    finally:
        x.XCloseDisplay(connection)


def _windows(x: ctypes.CDLL, connection: ctypes.c_void_p, count: int) -> Sequence[int]:
    """Return the numbers of the windows, in the order in which they were made; none before there are as many."""
    root, parent, children, found = (
        ctypes.c_ulong(),
        ctypes.c_ulong(),
        ctypes.POINTER(ctypes.c_ulong)(),
        ctypes.c_uint(),
    )
    top = ctypes.c_ulong(x.XDefaultRootWindow(connection))
    x.XQueryTree(connection, top, *map(ctypes.byref, (root, parent, children, found)))
    return sorted(children[: found.value]) if found.value == count else ()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _number(reader: int) -> str:
    """Read the number Xvfb writes once it is ready."""
    text = b""
    while not text.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], START)
        piece = os.read(reader, 16) if ready else b""
        if not piece:
            raise Unsupported("Cannot make a virtual display: Xvfb ended, or said nothing, before it was ready")
        text += piece
    return text.decode("ascii").strip()
