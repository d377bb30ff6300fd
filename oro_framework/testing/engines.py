"""Real engines for tests: finds those installed, starts a display for them, and runs apps in them as processes."""

from __future__ import annotations

import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.tests_in_turn import HEADING
from oro_framework.testing.display import display_server, display_variables

__all__ = ("Engines", "engines")

TIMEOUT = 120.0
"""Seconds that an app may run before it is ended."""


def engines() -> list[str]:
    """Return the engines to run tests in: those of `ORO_TEST_ENGINES`, or all that lack at most a display."""
    asked = os.environ.get("ORO_TEST_ENGINES")
    if asked is not None:
        return [name for name in re.split(r"[,\s]+", asked) if name]
    return [name for name in ("gtk", "qt") if not _missing(name)]


@cache
def _missing(name: str) -> list[str]:
    return [item for item in backend_class(name).missing() if "display" not in item.lower()]


class Engines:
    """The engines of one test run and the display they share, made when it is first needed."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._display: Mapping[str, str] | None = None

    def environment(self, engine: str) -> Mapping[str, str]:
        """Return the environment of a process that opens windows of `engine`; its pages store in memory.

        A test of stored data empties `ORO_WEBVIEW_STORAGE`, and sets `XDG_STATE_HOME` to a folder of its own.
        """
        environment = {"ORO_WEBVIEW_STORAGE": "memory", **os.environ}
        if display_server() == "wayland":
            environment |= self._shown_on("WAYLAND_DISPLAY")
        elif engine == "qt":
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        elif engine == "gtk":
            environment |= self._shown_on("DISPLAY")
        return environment

    def _shown_on(self, variable: str) -> Mapping[str, str]:
        """Return the variables of the display, which is made unless the environment has one."""
        if self._display is None:
            server = display_server()
            self._display = {} if os.environ.get(variable) else self._stack.enter_context(display_variables(server))
        return self._display

    def run(self, engine: str, app: Path, *arguments: str, timeout: float = TIMEOUT) -> tuple[int, str]:
        """Run `oro run APP` in an engine; return its exit code and its output.

        An app that does not end by itself is ended after `timeout` seconds; the output then says so.
        """
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(app), "--backend", engine, *arguments]
        with subprocess.Popen(
            command,
            env=self.environment(engine),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            try:
                output = process.communicate(timeout=timeout)[0]
            except subprocess.TimeoutExpired:
                process.kill()
                output = process.communicate()[0] + f"\n(ended after {timeout:g} s)\n"
            return process.returncode, output

    def run_tests(self, engine: str, app: Path, files: Sequence[Path]) -> Mapping[Path, str]:
        """Run an app in an engine with test files of one folder; return the output of each.

        They run one after another, each in a first window of its own. When the app dies or one file takes longer than
        `TIMEOUT` seconds, the output of that file says so, and the app is run again for those after it.
        """
        outputs: dict[Path, str] = {}
        while waiting := [file for file in files if file not in outputs]:
            told = self._run_in_turn(engine, app, waiting)
            outputs |= zip(waiting, told, strict=False)
        return outputs

    def _run_in_turn(self, engine: str, app: Path, files: Sequence[Path]) -> Sequence[str]:
        """Run an app with test files; return the output of each that was begun, at least of one."""
        options = [option for file in files for option in ("--test", str(file))]
        command = [sys.executable, "-m", "oro_framework.cli", "run", str(app), "--backend", engine, *options]
        with subprocess.Popen(
            command, env=self.environment(engine), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            output = _read_in_turn(process)
        early, *told = re.split(rf"^{re.escape(HEADING)}.*\n", output, flags=re.MULTILINE)
        return [early + told[0], *told[1:]] if told else [early]

    def close(self) -> None:
        """End the display, if one was made."""
        self._stack.close()


def _read_in_turn(process: subprocess.Popen[bytes]) -> str:
    """Return all that a process writes; end it when one test file takes longer than `TIMEOUT` seconds."""
    assert process.stdout is not None
    heading = HEADING.encode()
    output, begun, deadline = b"", 0, time.monotonic() + TIMEOUT
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            read = os.read(process.stdout.fileno(), 65536)
            if not read:
                return output.decode(errors="replace")
            output += read
            if output.count(heading) > begun:
                begun, deadline = output.count(heading), time.monotonic() + TIMEOUT
    process.kill()
    rest = process.stdout.read()
    return (output + rest).decode(errors="replace") + f"\n(ended after {TIMEOUT:g} s)\n"
