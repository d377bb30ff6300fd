"""The process that computes: `python -m oro_ai.out_of_process LEVEL BYTES`.

Orders arrive on standard input and reports leave on standard output. The process ends when its input ends, which is
when the app has ended or crashed.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from functools import partial
from typing import BinaryIO

import trio

from oro_ai.out_of_process.frames import Frames
from oro_ai.out_of_process.messages import Logged
from oro_ai.out_of_process.worker import Worker

PIECE = 1 << 16


class Forwarded(logging.Handler):
    """Send log records to the app."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line."""
        self._worker.report(Logged(record.name, record.levelno, self.format(record)))


def main(level: int, most: int) -> None:
    """Carry out orders until they end.

    Args:
        level: the level of the log.
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
    trio.run(_serve, orders, reports, level)


async def _serve(orders: BinaryIO, reports: BinaryIO, level: int) -> None:
    token = trio.lowlevel.current_trio_token()
    async with trio.open_nursery() as nursery:
        worker = Worker(nursery, partial(_write, reports))
        log = logging.getLogger("oro.ai")
        log.setLevel(level)
        log.addHandler(Forwarded(worker))
        threading.Thread(target=_read, args=(orders, token, worker), name="oro-ai orders", daemon=True).start()
        await trio.sleep_forever()


def _read(orders: BinaryIO, token: trio.lowlevel.TrioToken, worker: Worker) -> None:
    """Read orders until their end; then end the process, even during a computation."""
    frames = Frames()
    while data := orders.read(PIECE):
        for message in frames.feed(data):
            token.run_sync_soon(worker.take, message)
    os._exit(0)


def _write(reports: BinaryIO, data: bytes) -> None:
    """Write all bytes; do nothing if the app has ended."""
    view = memoryview(data)
    try:
        while view:
            view = view[reports.write(view) :]
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


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
