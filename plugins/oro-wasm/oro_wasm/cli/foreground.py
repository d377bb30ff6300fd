"""Run a guest in the foreground of a terminal, as programs of the system run: this process ends with it.

The work runs in a thread, as nothing else could end it: what waits in the engine hears of no signal. So Ctrl-C and the
deadline end the process, at once and whatever the guest does; SIGTERM ends it anyway. A reader that closed the guest's
output ends it too, as `head` does.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import NoReturn

from oro_framework.cli.terminal import fail

__all__ = ("in_foreground",)

INTERRUPTED = 130
TIMED_OUT = 124
"""As of timeout(1)."""
STACK = 16 << 20
"""Bytes of stack of the guest's thread; some systems give threads too little by themselves."""
_POLL = None if os.name == "posix" else 0.05
"""Seconds between looks for Ctrl-C where it does not interrupt what waits."""


def in_foreground(work: Callable[[], int], timeout: float | None, late: str) -> NoReturn:
    """Do the work, and end the process with the exit code it returns.

    The interpreter is not taken down: that costs as much time as many programs run.

    Args:
        work: done in a thread of its own.
        timeout: seconds after which the process ends with 124; None for no deadline.
        late: what is then said.

    Raises:
        OroError: the work did.
    """
    gc.disable()  # to collect what is imported takes longer than to let it be
    _open_standard_streams()
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    ended: list[int | Exception] = []
    threading.stack_size(STACK)
    worker = threading.Thread(target=_done, args=(work, ended), daemon=True)
    deadline = None if timeout is None else time.monotonic() + timeout
    try:
        _start(worker)
        _wait(worker, deadline, late)
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    result = ended[0]
    if isinstance(result, Exception):
        raise result
    _end(result)


def _done(work: Callable[[], int], ended: list[int | Exception]) -> None:
    try:
        ended.append(work())
    except Exception as error:
        ended.append(error)


def _start(worker: threading.Thread) -> None:
    """Start the thread with SIGINT blocked, as well as those it starts, so that the main thread gets it."""
    if not hasattr(signal, "pthread_sigmask"):
        worker.start()
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        worker.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _wait(worker: threading.Thread, deadline: float | None, late: str) -> None:
    while worker.is_alive():
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            if _can_be_told():
                fail(late)
            os._exit(TIMED_OUT)
        worker.join(min(filter(None, (left, _POLL)), default=None))


def _can_be_told() -> bool:
    """Return whether stderr takes a sentence at once: the guest may have filled a pipe that is not read."""
    try:
        return bool(select.select([], [2], [], 0)[1])
    except (OSError, ValueError):  # systems that cannot tell of files
        return True


def _end(code: int) -> NoReturn:
    """End the process with what it has said itself written."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def _open_standard_streams() -> None:
    """Open what is closed of stdin, stdout and stderr, or the next file that is opened would stand in its place."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
