"""Jobs in threads of the app: they begin at once, share its memory, and cannot be ended from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event
from typing import Any

import trio

from oro_jobs.engines.engine import Tell
from oro_jobs.outbox import Message
from oro_jobs.work import Outcome, Work, perform

__all__ = ("Threads",)


class Threads:
    """See `Engine`. A thread whose attempt was cancelled goes on unheard until its function ends, and keeps its slot.

    Args:
        slots: how many run at once.
    """

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self._limiter = trio.CapacityLimiter(slots)
        self._asked: dict[str, Event] = {}

    async def run(self, work: Work, function: Callable[..., Any] | None, priority: int, tell: Tell) -> Outcome:
        """Run an attempt in a thread."""
        token = trio.lowlevel.current_trio_token()

        def send(messages: Sequence[Message]) -> None:
            trio.from_thread.run_sync(_tell_all, tell, messages, trio_token=token)

        asked = self._asked[work.id] = Event()
        try:
            return await trio.to_thread.run_sync(
                partial(perform, work, send, asked.is_set, function), abandon_on_cancel=True, limiter=self._limiter
            )
        except trio.Cancelled:
            asked.set()  # a function that looks later ends later
            raise
        finally:
            del self._asked[work.id]

    def ask(self, id: str) -> None:
        """Have `cancelled` be true in the job."""
        if asked := self._asked.get(id):
            asked.set()

    async def close(self) -> None:
        """Do nothing: threads end with their functions, or with the app."""


def _tell_all(tell: Tell, messages: Sequence[Message]) -> None:
    for message in messages:
        tell(message)
