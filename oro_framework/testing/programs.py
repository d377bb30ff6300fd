"""Python programs that start an app of their own, run in a real engine as processes."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_framework.testing.engines import TIMEOUT, Engines

__all__ = ("run_program",)


def run_program(
    running: Engines,
    engine: str,
    program: Path,
    *arguments: str,
    until: Sequence[str] = (),
    variables: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
) -> tuple[int, str]:
    """Run a program that calls `oro_framework.run` in an engine; return its exit code and its output.

    Args:
        running: the engines.
        engine: the one to use.
        program: a file, run in its folder.
        arguments: of the program.
        until: once its output has had all of these texts the program is asked to end, by SIGTERM.
        variables: added to its environment.
        timeout: seconds after which it is ended; the output then says so.
    """
    environment = {**running.environment(engine), "ORO_BACKEND": engine, "PYTHONUNBUFFERED": "1", **(variables or {})}
    command = [sys.executable, str(program), *arguments]
    with subprocess.Popen(
        command, cwd=program.parent, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        output = _read(process, [text.encode() for text in until], timeout)
    return process.returncode, output


def _read(process: subprocess.Popen[bytes], until: Sequence[bytes], timeout: float) -> str:
    assert process.stdout is not None
    output, deadline, asked = b"", time.monotonic() + timeout, False
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and selector.select(left):
            if not (read := os.read(process.stdout.fileno(), 65536)):
                return output.decode(errors="replace")
            output += read
            if until and not asked and all(text in output for text in until):
                asked = True
                process.send_signal(signal.SIGTERM)
    process.kill()
    return (output + process.stdout.read()).decode(errors="replace") + f"\n(ended after {timeout:g} s)\n"
