"""One process of an app under `oro dev`, and the next, which follows it when its code changes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:  # imported once the first process has begun
    from pathlib import Path

__all__ = ("HANDED", "Generation", "flush")

HANDED = "ORO_DEV_HANDED"
"""The environment variable for what a process hands over to the one it replaces itself by."""


class Generation:
    """One process of the app.

    Args:
        before: the text that the process before handed over; empty in the first.
    """

    def __init__(self, before: str = "") -> None:
        self.before = before

    def tell_imports(self, app: Path) -> None:
        """Tell which modules the next process needs, once the app in a folder has started."""

    def replace(self, text: str) -> NoReturn:
        """End this process and begin the next, to which a text is handed over."""
        os.environ[HANDED] = text
        command = [sys.executable, "-m", "oro_framework.cli", *sys.argv[1:]]
        flush()
        if sys.platform == "win32":
            sys.exit(subprocess.call(command))
        os.execv(sys.executable, command)


def flush() -> None:
    """Write what waits to be written, before another process has the same files."""
    sys.stdout.flush()
    sys.stderr.flush()
