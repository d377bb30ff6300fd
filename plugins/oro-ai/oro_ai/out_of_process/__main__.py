"""The process that computes: `python -m oro_ai.out_of_process LEVEL BYTES`.

Orders arrive on standard input and reports leave on standard output. The process ends when its input ends, which is
when the app has ended or crashed.
"""

from __future__ import annotations

import logging
import sys
import threading
from functools import partial
from typing import BinaryIO

import trio

from oro_ai.out_of_process import pipes
from oro_ai.out_of_process.messages import Logged
from oro_ai.out_of_process.worker import Worker


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
    trio.run(_serve, *pipes.begin(most), level)


async def _serve(orders: BinaryIO, reports: BinaryIO, level: int) -> None:
    token = trio.lowlevel.current_trio_token()
    async with trio.open_nursery() as nursery:
        worker = Worker(nursery, partial(pipes.write, reports))
        log = logging.getLogger("oro.ai")
        log.setLevel(level)
        log.addHandler(Forwarded(worker))
        threading.Thread(target=_read, args=(orders, token, worker), name="oro-ai orders", daemon=True).start()
        await trio.sleep_forever()


def _read(orders: BinaryIO, token: trio.lowlevel.TrioToken, worker: Worker) -> None:
    for message in pipes.orders(orders):
        token.run_sync_soon(worker.take, message)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
