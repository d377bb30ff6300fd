"""`Process`: the program that `[dev] command` starts, with its output in the terminal.

It is started before the app is, and outlives restarts of the app: each of their processes has the two ends of pipes by
which it is ended and read.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from oro_framework.cli import terminal
from oro_framework.cli.dev_server.keeper import ENDED

__all__ = ("Process",)

KEEPER = Path(__file__).with_name("keeper.py")
ROOM = 1 << 16
_NOT_COLOUR = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-ln-~]|[^\[])|[\x00-\x08\x0b-\x1a\x1c-\x1f]")
"""Control characters and sequences that are not about colour: no other program clears this terminal."""


class Process:
    """A running command; `close` ends it and what it has started.

    Args:
        command: as the settings say it.
        keeper: the input of its keeper, which ends it upon any.
        output: what the command writes.
    """

    def __init__(self, command: str, keeper: int, output: int) -> None:
        self.command = command
        self.code: int | None = None
        """The exit code, once it has ended."""
        self.ended = False
        self._keeper = keeper
        self._output = output
        self._waiting = b""
        self._reader: threading.Thread | None = None
        self._closing = False

    @classmethod
    def start(cls, command: str, folder: Path, environment: Mapping[str, str]) -> Process:
        """Start a command in a folder.

        Raises:
            OSError: it cannot be started.
        """
        reading, keeper = os.pipe()
        output, writing = os.pipe()
        try:
            started = subprocess.Popen(
                [sys.executable, "-I", "-S", str(KEEPER), command],
                cwd=folder,
                env={**os.environ, **_colours(), **environment},
                stdin=reading,
                stdout=writing,
                stderr=writing,
                start_new_session=True,
            )
        finally:
            os.close(reading)
            os.close(writing)
        started.returncode = 0  # its end is told by its output, which processes after this one read
        return cls(command, keeper, output)

    @classmethod
    def resume(cls, handed: str, command: str) -> Process:
        """Take over a process from before a restart of the app; see `hand_over`."""
        keeper, output = map(int, handed.split())
        for descriptor in (keeper, output):
            os.set_inheritable(descriptor, False)
        return cls(command, keeper, output)

    def hand_over(self) -> str:
        """Return the text by which the program that takes the place of this one takes the process over."""
        self._closing = True
        for descriptor in (self._keeper, self._output):
            os.set_inheritable(descriptor, True)
        return f"{self._keeper} {self._output}"

    def pump(self, seconds: float) -> None:
        """Print what it writes within some seconds."""
        if not self.ended and select.select([self._output], [], [], seconds)[0]:
            self._print()

    def follow(self) -> None:
        """Print what it writes from now on, until it ends, and tell of that."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """End it and all it started, and wait for that."""
        self._closing = True
        with suppress(BrokenPipeError):
            os.write(self._keeper, b".")
        if self._reader is not None:
            self._reader.join()
        while not self.ended:
            self._print()

    def _read(self) -> None:
        while not self.ended:
            self._print()
        if not self._closing:
            terminal.warn(f'"{self.command}" has ended with code {self.code}: pages cannot load until it runs again')

    def _print(self) -> None:
        """Print the next lines."""
        piece = os.read(self._output, ROOM)
        self.ended = not piece
        *lines, self._waiting = (self._waiting + piece).split(b"\n")
        label = click.style("dev │ ", fg="cyan", dim=True)
        for line in lines:
            if line.startswith(ENDED):
                self.code = int(line.removeprefix(ENDED))
                continue
            text = _NOT_COLOUR.sub("", line.decode("utf-8", "replace").rstrip())
            if text.strip():
                click.echo(label + text, err=True)


def _colours() -> dict[str, str]:
    return {"FORCE_COLOR": "1"} if sys.stderr.isatty() else {}
