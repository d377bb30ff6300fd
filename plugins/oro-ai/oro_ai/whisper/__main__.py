"""The process of a model of speech: `python -m oro_ai.whisper BYTES`.

Orders arrive on standard input and reports leave on standard output. The process ends when its input ends, which is
when the app has ended or crashed.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import BinaryIO

from oro_ai.out_of_process import pipes
from oro_ai.whisper.worker import Worker


def main(most: int) -> None:
    """Carry out orders until they end.

    Args:
        most: the most bytes of memory to use; 0 for no limit.
    """
    orders, reports = pipes.begin(most)
    worker = Worker(partial(pipes.write, reports))
    threading.Thread(target=_read, args=(orders, worker), name="oro-ai orders", daemon=True).start()
    worker.run()


def _read(orders: BinaryIO, worker: Worker) -> None:
    for message in pipes.orders(orders):
        worker.take(message)


if __name__ == "__main__":
    main(int(sys.argv[1]))
