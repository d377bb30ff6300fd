"""A desktop for tests: a screen, a window manager, a tray, an app on it, and a hand on mouse and keyboard."""

from __future__ import annotations

import itertools
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TextIO

from oro_framework.testing.display import display_variables
from oro_framework.testing.waiting import PATIENCE, REST, until_in_thread
from tests.desktop.screen import Screen

__all__ = ("HERE", "INDICATORS", "Desk", "desk", "lacking")

HERE = Path(__file__).parent
NEEDED = ("Xvfb", "openbox", "xdotool", "xprop")
START = 150.0
"""Seconds an app may take to start: the first after a change of modules puts them together."""
INDICATORS = "/usr/libexec/ayatana-indicator-application/ayatana-indicator-application-service"
"""Takes tray icons over D-Bus, for panels to show."""
TRAYS = (
    ("trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request", "--SetDockType", "true"),
    ("stalonetray", "--config", os.devnull, "--geometry", "1x1-0-0", "--grow-gravity", "SE", "--window-type", "dock"),
)
"""Of these the first that is installed: Debian testing has no trayer."""


class Desk:
    """An app on a desktop.

    Args:
        engine: whose windows it has.
        screen: where.
        process: the app; what it writes is read by `lines`.
        path: of the socket that steers it.
    """

    def __init__(self, engine: str, screen: Screen, process: subprocess.Popen[str], path: Path) -> None:
        self.engine = engine
        self.screen = screen
        self.environment = dict(os.environ)
        self.mouse = self.environment
        """The environment of xdotool: under Wayland it moves the mouse of the compositor's own window."""
        self._process = process
        self._path = str(path)
        self._lines: queue.Queue[str] = queue.Queue()
        self._numbers = itertools.count(1)
        self._heard: list[dict[str, Any]] = []
        self.output: list[str] = []
        assert process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def _read(self, stream: TextIO) -> None:
        for line in stream:
            self._lines.put(line)
        self._lines.put("")

    def close(self) -> None:
        """End the app, and wait for its last words."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._reader.join(PATIENCE)
            if self._process.stdout is not None:
                self._process.stdout.close()

    def ended(self) -> None:
        """Wait until the app has ended by itself."""
        self._process.wait(PATIENCE)

    # -- what pages tell -----------------------------------------------------------------------------

    def heard(
        self,
        type: str,
        fits: Callable[[Any], bool] = lambda _: True,
        window: int | None = None,
        patience: float = PATIENCE,
    ) -> Any:
        """Wait until a page tells something; return its detail. What was told before and not asked for counts too."""
        deadline = time.monotonic() + patience
        while True:
            for number, line in enumerate(self._heard):
                if line["type"] == type and fits(line["detail"]) and window in (None, line["window"]):
                    del self._heard[number]
                    return line["detail"]
            self._more(deadline, f"no page told of {type}")

    def forget(self) -> None:
        """Let go of what pages told and nobody asked for."""
        self._heard.clear()

    def told(self, type: str) -> list[Any]:
        """Return what pages told of one kind and nobody asked for, up to now: a call makes sure of that."""
        self.ask("")
        return [line["detail"] for line in self._heard if line["type"] == type]

    def _more(self, deadline: float, what: str) -> None:
        try:
            line = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
        except queue.Empty:
            line = ""
        if not line:
            ended = self._process.poll()
            what += " in time" if ended is None else f" before the app ended with {ended}"
            raise AssertionError(f"{what}; the app wrote:\n{''.join(self.output)}\nnot asked for: {self._heard}")
        self.output.append(line)
        if line.startswith("desktop "):
            self._heard.append(json.loads(line.removeprefix("desktop ")))

    # -- what is done to it --------------------------------------------------------------------------

    def steer(self, do: str, **more: Any) -> Any:
        """Have the app's own plugin do something; return what it answers."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(self._path)
            connection.sendall(json.dumps({"do": do, **more}).encode())
            return json.loads(connection.makefile().readline())

    def ask(self, body: str, window: int = 0) -> Any:
        """Run the body of an async function in a page; return its value.

        Raises:
            AssertionError: it threw.
        """
        done = self.tried(body, window)
        assert "error" not in done, done["error"]
        return done["value"]

    def tried(self, body: str, window: int = 0) -> dict[str, Any]:
        """Run the body of an async function in a page; return its `value` or `error`."""
        number = next(self._numbers)
        names = "{ createWindow, getWindow, menu, hotkey, desktop, self }"
        self.steer("script", window=window, text=f"work({number}, async ({names}) => {{ {body} }}); 0")
        found: dict[str, Any] = self.heard("done", lambda detail: detail["id"] == number)
        return found

    def xdotool(self, *arguments: str | int) -> str:
        """Move the mouse, press keys, ask for windows."""
        command = ["timeout", str(PATIENCE), "xdotool", *map(str, arguments)]
        done = subprocess.run(command, env=self.mouse, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout.strip()

    def place(self, title: str) -> tuple[int, int]:
        """Put the mouse where the window of that title begins, once it is seen; return where on the screen that is."""
        found = until_in_thread(lambda: self.windows(title), PATIENCE)[-1]
        told = self.xdotool("mousemove", "--window", found, 0, 0, "getmouselocation", "--shell")
        place = dict(line.split("=") for line in told.splitlines())
        return int(place["X"]), int(place["Y"])

    def height(self, title: str) -> int:
        """Return the height of the window of that title."""
        told = self.xdotool("getwindowgeometry", "--shell", until_in_thread(lambda: self.windows(title), PATIENCE)[-1])
        return int(dict(line.split("=") for line in told.splitlines())["HEIGHT"])

    def box(self, title: str) -> list[int]:
        """Return x, y, width and height of what is in the frame of the window of that title."""
        told = self.xdotool("getwindowgeometry", "--shell", until_in_thread(lambda: self.windows(title), PATIENCE)[-1])
        found = dict(line.split("=") for line in told.splitlines())
        return [int(found[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")]

    def pull(self, start: tuple[int, int], end: tuple[int, int], window: int) -> None:
        """Press the button at a place of a window, move to another place in small steps, and let go.

        The page answers after every step: what it asks of its window by then has been asked.
        """
        (x, y), (to_x, to_y) = start, end
        self.xdotool("mousemove", x, y, "mousedown", 1)
        try:
            self.heard("pointerdown", window=window)
            for step in range(1, 11):
                self.xdotool("mousemove", x + (to_x - x) * step // 10, y + (to_y - y) * step // 10)
                self.ask("", window)
        finally:
            self.xdotool("mouseup", 1)

    def xprop(self, title: str, name: str) -> str:
        """Return what a window tells the desktop of itself."""
        command = ["xprop", "-id", until_in_thread(lambda: self.windows(title), PATIENCE)[-1], name]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """Return the windows of that title; none where xdotool fails, as it does when one goes meanwhile."""
        command = ["timeout", str(PATIENCE), "xdotool", "search", "--onlyvisible", "--name", f"^{title}$"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout.split() if done.returncode == 0 else []

    def context_menu(self, x: int, y: int) -> dict[str, list[int]]:
        """Ask for a menu with the right button; return where on the screen each of its lines is, by their texts."""
        self.xdotool("mousemove", x, y, "click", 3)
        self.until(lambda: self.steer("popped"), True)
        found: dict[str, list[int]] = {}

        def at_rest() -> bool:
            before = dict(found)
            found.clear()
            found.update(self.steer("offered"))
            return bool(found) and found == before

        self.until(at_rest, True)
        return found

    def drag(self, source: subprocess.Popen[str], title: str) -> None:
        """Drag what `drag_source.py` has into a window of the app, and let it go once its page knows of it."""
        assert source.stdout is not None
        assert source.stdout.readline() == "shown\n"
        x, y = self.place("Files")
        to_x, to_y = self.place(title)
        self.xdotool("mousemove", x + 60, y + 60, "mousedown", 1)
        try:
            for step in range(1, 9):
                self.xdotool("mousemove", x + 60 - 5 * step, y + 60 + 5 * step)
            places = itertools.cycle((220, 230))
            self.until(lambda: self._counted(to_x + next(places), to_y + 220), True)
            assert self.heard("dragenter")["inbound"] is True
        finally:
            self.xdotool("mouseup", 1)

    def _counted(self, x: int, y: int) -> bool:
        """Move, and return whether the page knows of files: an engine has their paths a little after they are there."""
        self.xdotool("mousemove", x, y)
        return any(detail["count"] > 0 for detail in self.told("platformdrag"))

    def until(self, look: Callable[[], object], wanted: object) -> None:
        """Look until something is as it should be.

        Raises:
            AssertionError: it is not in time.
        """
        deadline = time.monotonic() + PATIENCE
        while (seen := look()) != wanted:
            assert time.monotonic() < deadline, f"{seen!r} is not {wanted!r}"
            time.sleep(REST)


@contextmanager
def desk(
    engine: str,
    folder: Path,
    *,
    server: str = "x11",
    tray: bool = True,
    indicators: bool = False,
    app: Path = HERE / "app",
    developer: bool = False,
    bus: str = "",
) -> Iterator[Desk]:
    """Open a desktop with an app on it for the length of the block.

    Args:
        engine: whose windows the app has.
        folder: an empty one.
        server: what shows windows: `x11` with openbox, or `wayland`, where Weston has no tray and tells no titles.
        tray: the desktop has one.
        indicators: it takes tray icons over D-Bus instead.
        app: what runs.
        developer: pages have an inspector.
        bus: the address of the session's bus; empty for none.
    """
    with ExitStack() as stack:
        variables = stack.enter_context(display_variables(server))
        display = variables.get("X11_OF_WESTON", variables["DISPLAY"])
        screen = Screen(display)  # before anybody else: Xvfb begins anew when its only client leaves
        stack.callback(screen.close)
        environment = {"QT_QPA_PLATFORM": "xcb", "GDK_BACKEND": "x11"} if server == "x11" else {}
        environment = {
            **os.environ,
            **environment,
            **variables,
            "NO_AT_BRIDGE": "1",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
        }
        environment["DESKTOP_SOCKET"] = str(folder / "socket")
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        if bus:
            environment["DBUS_SESSION_BUS_ADDRESS"] = bus
        if indicators:
            environment["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_bus(environment))
        if server == "x11":
            stack.enter_context(_running(("openbox",), environment))
        if tray and (indicators or server == "x11"):
            stack.enter_context(_running((INDICATORS,) if indicators else _tray(), environment))
        if server == "x11":
            _wait_for_manager(environment)
        run = [sys.executable, "-m", "oro_framework.cli", "run", str(app), "--backend", engine]
        run += ["--debug"] if developer else []
        process = subprocess.Popen(
            run, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        opened = Desk(engine, screen, process, folder / "socket")
        opened.environment = environment
        opened.mouse = {**environment, "DISPLAY": display}
        stack.callback(opened.close)
        opened.heard("awake", patience=START)
        if (
            server == "wayland"
        ):  # Weston follows the pointer of X by its steps, from a place of its own: not in a corner
            opened.xdotool("mousemove", "--sync", 1279, 1023, "mousemove", "--sync", 0, 0)
        yield opened


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[str]:
    """Run a bus for the length of the block and give its address."""
    command = ["dbus-daemon", "--session", "--print-address", "--nofork"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def _running(command: tuple[str, ...], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for_manager(environment: dict[str, str]) -> None:
    """Wait until the window manager says how many desktops it has: what is mapped before it may get no keyboard."""
    deadline = time.monotonic() + PATIENCE
    ask = ("xdotool", "get_num_desktops")
    while subprocess.run(ask, env=environment, capture_output=True, check=False).returncode:
        assert time.monotonic() < deadline, "openbox did not start"


def lacking() -> list[str]:
    """Return the programs a desktop is made of that are not installed."""
    return [name for name in (*NEEDED, _tray()[0]) if shutil.which(name) is None]


def _tray() -> tuple[str, ...]:
    """Return the command of the tray there is, or of the first of them all."""
    return next((command for command in TRAYS if shutil.which(command[0])), TRAYS[0])
