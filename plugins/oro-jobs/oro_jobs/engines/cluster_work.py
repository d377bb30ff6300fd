"""The part of a job that runs on a worker of Dask: it needs `oro-jobs` there, and of the app the function alone."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

from oro_jobs.outbox import Message
from oro_jobs.work import Outcome, Work, perform

__all__ = ("ask", "run")

_asked: set[str] = set()


def run(topic: str, work: Work, function: bytes) -> Outcome:
    """Run an attempt, and tell the app by events of the cluster."""
    from distributed import get_worker

    worker: Any = get_worker()

    def send(messages: Sequence[Message]) -> None:
        worker.log_event(topic, pickle.dumps((work.id, messages), protocol=5))

    _asked.discard(work.id)
    return perform(work, send, lambda: work.id in _asked, pickle.loads(function))


def ask(id: str) -> None:
    """Have `cancelled` be true in a job that runs here, or will."""
    _asked.add(id)
