"""The process that computes: `python -m oro_ai.out_of_process LEVEL BYTES`.

Orders come by its standard input and reports go by its standard output. It ends when the input does, which is when the
app has ended, however that came about.
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
    """Sends what is logged to the app."""

    def __init__(self, worker: Worker) -> None:
        super().__init__()
        self._worker = worker

    def emit(self, record: logging.LogRecord) -> None:
        """Send one line."""
        self._worker.report(Logged(record.name, record.levelno, self.format(record)))


def main(level: int, most: int) -> None:
    """Carry out orders until they end.

    Args:
        level: of what is logged.
        most: bytes of memory there may be; 0 for as many as there are.
    """
    # Ctrl-C on a terminal is the app's to hear.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.excepthook = _ended
    if most:
        _limit(most)
    orders, reports = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb", buffering=0)
    # What a library prints must not come between the reports.
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
    """Read orders until there are no more; then end, whatever is computed."""
    frames = Frames()
    while data := orders.read(PIECE):
        for message in frames.feed(data):
            token.run_sync_soon(worker.take, message)
    os._exit(0)


def _write(reports: BinaryIO, data: bytes) -> None:
    """Send bytes, all of them; an app that has ended takes none."""
    view = memoryview(data)
    try:
        while view:
            view = view[reports.write(view) :]
    except OSError:
        os._exit(0)


def _ended(what: threading.ExceptHookArgs) -> None:
    """End the process with a thread of it that failed: what waits for that thread would wait for ever."""
    sys.excepthook(what.exc_type, what.exc_value or what.exc_type(), what.exc_traceback)
    os._exit(1)


def _limit(most: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
