"""Runs a command in a process group of its own, and ends the group upon any input, or when the standard input ends.

The input is a pipe of `oro dev`, so that it ends however that does: by itself, by a signal, or killed. The last line of
output is `ENDED` and the exit code. Run as a file, without the framework, as it is to start at once:

    python keeper.py COMMAND
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

ENDED = b"\0ended "
PATIENCE = 3.0
"""Seconds that the group may take to end by itself."""


def main(command: str) -> int:
    """Run a command until it ends or the input does; return its exit code."""
    own_group = os.name == "posix"
    child = subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, start_new_session=own_group)
    threading.Thread(target=_end_with_input, args=(child,), daemon=True).start()
    code = child.wait()
    _signal(child, "SIGKILL")  # what the command left behind
    with suppress(OSError):
        os.write(1, b"\n" + ENDED + str(code).encode() + b"\n")
    return code


def _end_with_input(child: subprocess.Popen[bytes]) -> None:
    os.read(0, 1)
    _signal(child, "SIGTERM")
    with suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
    _signal(child, "SIGKILL")


def _signal(child: subprocess.Popen[bytes], name: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(child.pid, getattr(signal, name))
        else:
            child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
