"""The end of an app that does not end: when its time is over, what keeps it is named and the process is ended.

What is written with `os._exit` is lost to nobody but the one who kept the app: services that did stop have stopped.
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
"""Seconds between being told to end and being ended: pages, exchanges, services and the engine each have theirs."""
CODE = 70
"""Exit code of a process that had to be ended, unless the app had named another; EX_SOFTWARE of sysexits.h."""


class KillTimer:
    """Armed when the app is told to end, disarmed when it has ended. Any thread.

    Args:
        log: told whose code kept the app, with the stack of its loop.
        code_owners: makes what names the owner of a stack.
        code: returns the exit code the app has named.
    """

    def __init__(self, log: logging.Logger, code_owners: Callable[[], CodeOwners], code: Callable[[], int]) -> None:
        self._log = log
        self._culprits = code_owners
        self._code = code
        self._timer: threading.Timer | None = None
        self.loop: int | None = None
        """Identity of the loop's thread."""

    def arm(self) -> None:
        """Let the time begin; once."""
        if self._timer is None:
            self._timer = threading.Timer(TIME, self._end)
            self._timer.daemon = True
            self._timer.name = "oro-last-resort"
            self._timer.start()

    def disarm(self) -> None:
        """Call it off; idempotent."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()

    def _end(self) -> None:
        frame = sys._current_frames().get(self.loop) if self.loop is not None else None
        stack = frames_of(frame)
        self._log.critical(
            "The app did not end within %g s, the process is ended: %s keeps it\n%s",
            TIME, self._culprits().of(stack), stack_text(stack),
        )  # fmt: skip
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(self._code() or CODE)
