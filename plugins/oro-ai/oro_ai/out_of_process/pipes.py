"""The pipes between the app and a process that computes, on the side of the process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from oro_ai.out_of_process.frames import Frames

__all__ = ("begin", "orders", "write")

PIECE = 1 << 16


def begin(most: int) -> tuple[BinaryIO, BinaryIO]:
    """Take the pipes, and return that of the orders and that of the reports.

    Args:
        most: the most bytes of memory to use; 0 for no limit.
    """
    # The app handles Ctrl-C on a terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.excepthook = _ended
    if most:
        _limit(most)
    orders, reports = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    # Output printed by a library must not mix with the reports.
    os.dup2(2, 1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return orders, reports


def orders(pipe: BinaryIO) -> Iterator[bytes]:
    """Yield orders until their end; then end the process, even during a computation."""
    frames = Frames()
    while data := pipe.read(PIECE):
        yield from frames.feed(data)
    os._exit(0)


def write(pipe: BinaryIO, data: bytes) -> None:
    """Write all bytes; end the process if the app has ended."""
    view = memoryview(data)
    try:
        while view:
            view = view[pipe.write(view) :]
    except OSError:
        os._exit(0)


def _ended(what: threading.ExceptHookArgs) -> None:
    """End the process if a thread of it failed: other threads would wait for that thread for ever."""
    sys.excepthook(what.exc_type, what.exc_value or what.exc_type(), what.exc_traceback)
    os._exit(1)


def _limit(most: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
