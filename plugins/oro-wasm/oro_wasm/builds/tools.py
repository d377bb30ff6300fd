"""Tools of languages, run as processes: output line by line, and the whole tree of processes ended with the build."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import trio
from msgspec import Struct

from oro_wasm.builds.build import Report
from oro_wasm.errors import BuildError

__all__ = ("Ended", "run_tool")

_LONGEST_LINE = 1 << 16
"""Bytes after which a line is taken as it is."""
_KEPT_LINES = 20_000
"""Lines kept of each stream; all are reported."""
_LINGERING = 2.0
"""Seconds for which a stream is read on when its tool has ended and another process keeps the stream open."""


class Ended(Struct, frozen=True, kw_only=True):
    """A tool that ended by itself."""

    code: int
    """Its exit status; negative the number of the signal that ended it."""
    output: tuple[str, ...]
    """Lines of its standard output."""
    errors: tuple[str, ...]
    """Lines of its standard error."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all lines, those of standard error first."""
        return self.errors + self.output

    @property
    def last_line(self) -> str:
        """Return the last of all lines that is not blank, or else the exit status."""
        return self._last(self.lines)

    @property
    def last_error(self) -> str:
        """Return the last line of standard error that is not blank, or else the exit status."""
        return self._last(self.errors)

    def _last(self, lines: Sequence[str]) -> str:
        return next((line for line in reversed(lines) if line.strip()), f"status {self.code}")


async def run_tool(
    command: Sequence[str | Path],
    *,
    folder: Path,
    report: Report,
    environment: Mapping[str, str] | None = None,
    verbose: bool = False,
    output: Callable[[str], None] | None = None,
) -> Ended:
    """Run a tool to its end. If cancelled, the tool and every process it started are killed.

    Args:
        command: the program and its arguments.
        folder: the working folder.
        report: told each line as `log`.
        environment: variables added to those of this process.
        verbose: report the command first.
        output: told each line of standard output in place of `report`, such as JSON that is no text for people.

    Raises:
        BuildError: the program cannot be started.
    """
    words = [str(each) for each in command]
    if verbose:
        report("log", f"$ {shlex.join(words)}")
    log = partial(report, "log")
    try:
        process = await trio.lowlevel.open_process(
            words,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise BuildError(
            f'Cannot run "{words[0]}": {error.strerror or error}; `oro wasm plugin info LANGUAGE` lists its tools'
        ) from None
    outputs, errors = _Lines(output or log), _Lines(log)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        async with trio.open_nursery() as nursery:
            nursery.start_soon(outputs.read, process.stdout)
            nursery.start_soon(errors.read, process.stderr)
            code = await process.wait()
            _kill_tree(process)
            nursery.cancel_scope.deadline = trio.current_time() + _LINGERING
    finally:
        with trio.CancelScope(shield=True):
            await _end(process)
    return Ended(code=code, output=tuple(outputs.kept), errors=tuple(errors.kept))


class _Lines:
    """Splits a stream into lines."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._rest = b""
        self.kept: list[str] = []

    async def read(self, stream: trio.abc.ReceiveStream) -> None:
        """Read a stream to its end."""
        try:
            while data := await stream.receive_some():
                *lines, self._rest = (self._rest + data).split(b"\n")
                for line in lines:
                    self._line(line)
                if len(self._rest) > _LONGEST_LINE:
                    self._flush()
        finally:
            self._flush()

    def _flush(self) -> None:
        if self._rest:
            self._line(self._rest)
            self._rest = b""

    def _line(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        if len(self.kept) < _KEPT_LINES:
            self.kept.append(text)
        self._tell(text)


async def _end(process: trio.Process) -> None:
    if process.returncode is None:
        _kill_tree(process)
        await process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            await stream.aclose()


def _kill_tree(process: trio.Process) -> None:
    """Kill a tool with its children; of one that has ended, the children it left."""
    if sys.platform == "win32":
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
