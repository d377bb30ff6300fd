"""The drivers of engines: WebKitWebDriver drives WebKitGTK, chromedriver drives QtWebEngine, each a program."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from oro_framework.host.backends.driving import LOOPBACK, Driving, free_port
from oro_framework.webdriver.errors import WebDriverError

__all__ = ("DRIVERS", "Driver", "EngineDriver")

START = 20.0
"""Seconds a driver has to listen."""
LONGEST = 600.0
"""Seconds one command may take: loads of pages and scripts have limits of their own."""


class EngineDriver(Struct, frozen=True, kw_only=True):
    """A kind of driver: its program, its options and its capabilities."""

    program: str
    variable: str
    """The variable that names another program."""
    package: str

    def command(self, port: int, driving: Driving) -> Sequence[str]:
        """Return the command that has it listen at a port.

        Raises:
            WebDriverError: it is not installed.
        """
        found = os.environ.get(self.variable) or shutil.which(self.program)
        if not found:
            why = f"{self.program} is not installed: apt install {self.package}, or name it by {self.variable}"
            raise WebDriverError("session not created", f"Cannot drive the app: {why}")
        return [found, f"--port={port}", *self._options(driving)]

    def _options(self, driving: Driving) -> Sequence[str]:
        if self.program == "chromedriver":  # of a later Chromium than Qt's, whose protocol goes on to have its commands
            return ["--disable-build-check", "--log-level=SEVERE"]
        return [f"--target={driving.address}"]

    def capabilities(self, wanted: Mapping[str, Any], driving: Driving) -> dict[str, Any]:
        """Return what the driver is asked for."""
        if self.program != "chromedriver":
            return dict(wanted)
        options = {"debuggerAddress": driving.address}
        return {**wanted, "unhandledPromptBehavior": "ignore", "goog:chromeOptions": options}


DRIVERS = {
    "gtk": EngineDriver(program="WebKitWebDriver", variable="ORO_WEBKITWEBDRIVER", package="webkit2gtk-driver"),
    "qt": EngineDriver(program="chromedriver", variable="ORO_CHROMEDRIVER", package="chromium-driver"),
}
"""By the name of a backend."""


class Driver:
    """A driver that runs, for one session.

    Args:
        engine: the name of the backend.
        driving: where the engine listens.

    Raises:
        WebDriverError: there is none, or it does not start.
    """

    def __init__(self, engine: str, driving: Driving) -> None:
        if engine not in DRIVERS:
            known = ", ".join(DRIVERS)
            raise WebDriverError(
                "session not created", f'Cannot drive backend "{engine}": drivers are there for {known}'
            )
        self._known = DRIVERS[engine]
        self._driving = driving
        self._port = free_port()
        self._process = subprocess.Popen(
            self._known.command(self._port, driving), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self._wait()

    def capabilities(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the driver is asked for."""
        return self._known.capabilities(wanted, self._driving)

    def ask(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Send a command; return the status and the body of the answer.

        Raises:
            WebDriverError: the driver has gone.
        """
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=LONGEST)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            why = f"{self._known.program} does not answer: {error}"
            raise WebDriverError("unknown error", f"Cannot go on: {why}") from None
        finally:
            connection.close()

    def end(self) -> None:
        """End it."""
        end(self._process)

    def _wait(self) -> None:
        deadline = time.monotonic() + START
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.ask("GET", "/status", None)
            except WebDriverError:
                time.sleep(0.02)
            else:
                return
        self.end()
        raise WebDriverError("session not created", f"Cannot drive the app: {self._known.program} does not start")


def end(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """End a process, and kill it when it does not end within some seconds."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
