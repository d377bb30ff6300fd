"""A timer that ends the process of an app that does not end, and names the code that keeps it in the log.

The process ends by `os._exit`; services that could stop have stopped before.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable

from oro_framework.host.plugins.blame import CodeOwners, frames_of, stack_text

__all__ = ("KillTimer",)

TIME = 15.0
"""Seconds from the request to end until the process is killed, longer than the limits of all its parts."""
CODE = 70
"""Exit code of a killed process, unless the app had given another; EX_SOFTWARE of sysexits.h."""


class KillTimer:
    """Armed when the app is asked to end, disarmed when it has ended. Any thread.

    Args:
        log: the log for the owner of the code that keeps the app, with the stack of the loop.
        code_owners: makes the table that names the owner of a stack.
        code: returns the exit code that the app has given.
    """

    def __init__(self, log: logging.Logger, code_owners: Callable[[], CodeOwners], code: Callable[[], int]) -> None:
        self._log = log
        self._code_owners = code_owners
        self._code = code
        self._timer: threading.Timer | None = None
        self.loop: int | None = None
        """Identity of the loop's thread."""

    def arm(self) -> None:
        """Start the timer, unless it was started before."""
        if self._timer is None:
            self._timer = threading.Timer(TIME, self._end)
            self._timer.daemon = True
            self._timer.name = "oro-last-resort"
            self._timer.start()

    def disarm(self) -> None:
        """Stop the timer. Idempotent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()

    def _end(self) -> None:
        frame = sys._current_frames().get(self.loop) if self.loop is not None else None
        stack = frames_of(frame)
        self._log.critical(
            "The app did not end within %g s, the process is ended: %s keeps it\n%s",
            TIME, self._code_owners().of(stack), stack_text(stack),
        )  # fmt: skip
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(self._code() or CODE)
