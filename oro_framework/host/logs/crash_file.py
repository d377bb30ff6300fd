"""The file that `faulthandler` writes to when the process dies of a signal.

Each run has a file of its own, locked while it lasts: one line of JSON that says what runs. A run that ends in order
removes it; `crashes.py` reads those that are left.
"""

from __future__ import annotations

import faulthandler
import functools
import json
import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ("RUNNING", "CrashFile", "locked", "others")

RUNNING = "run-"


class CrashFile:
    """The file of this run, open until `close`. Any thread.

    Args:
        folder: of all runs of the app; made if need be.
        details: what is written to its first line.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, folder: Path, details: Mapping[str, Any]) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / f"{RUNNING}{os.getpid()}-{time.time_ns():x}.txt"
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o600)
        self._file: BinaryIO = open(fd, "r+b", buffering=0)  # noqa: SIM115 - open as long as the app runs
        locked(fd)
        self._file.write(json.dumps({"began": time.time(), **details}).encode() + b"\n")
        faulthandler.enable(fd, all_threads=True)

    def close(self) -> None:
        """Note that the run ended in order.

        Crashes from now on are told on standard error, or nowhere where it is no file. `faulthandler` stays enabled:
        disabling it puts back the handlers of signals that were there before, in place of those that libraries, as
        Wasmtime, have put there since.
        """
        try:
            faulthandler.enable()
        except (OSError, ValueError, AttributeError, RuntimeError):
            faulthandler.enable(_nowhere())
        with suppress(OSError):
            self.path.unlink()
        self._file.close()


def others(folder: Path, own: Path) -> bool:
    """Return whether there are files of other runs."""
    try:
        return any(name.startswith(RUNNING) and name != own.name for name in os.listdir(folder))
    except OSError:
        return False


def locked(fd: int) -> bool:
    """Lock a file, or return False where another run holds its lock."""
    if sys.platform == "win32":
        return True  # a file that another process has open can be neither renamed nor removed there
    import fcntl  # Unix alone has it

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@functools.cache
def _nowhere() -> int:
    """Return a descriptor of the null device, open as long as the process."""
    return os.open(os.devnull, os.O_WRONLY)
