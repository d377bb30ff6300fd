"""Programs that formats run. Blocking."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_build.errors import BuildError
from oro_build.formats.format import MissingTool

__all__ = ("missing_tools", "run_tool")

_LINES = 15


def run_tool(
    command: Sequence[str], purpose: str, *, folder: Path | None = None, env: Mapping[str, str] | None = None
) -> str:
    """Run a program to its end and return what it printed.

    Args:
        command: the program and its arguments.
        purpose: completes "Cannot …".
        folder: the folder it runs in.
        env: variables in addition to those there are.

    Raises:
        BuildError: it is not installed, or failed; the message has the last lines of its output.
    """
    try:
        done = subprocess.run(
            list(command),
            cwd=folder,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except FileNotFoundError as error:
        raise BuildError(f'Cannot {purpose}: "{command[0]}" is not installed') from error
    text = done.stdout.decode(errors="replace")
    if done.returncode:
        last = "\n".join(f"    {line}" for line in text.strip().splitlines()[-_LINES:])
        raise BuildError(f'Cannot {purpose}: "{command[0]}" ended with status {done.returncode}\n{last}')
    return text


def missing_tools(tools: Mapping[str, str]) -> list[MissingTool]:
    """Return those programs that are not on this machine, each with how to get it."""
    return [MissingTool(name, how) for name, how in tools.items() if shutil.which(name) is None]
