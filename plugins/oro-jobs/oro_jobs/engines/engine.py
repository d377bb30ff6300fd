"""The methods of every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from oro_jobs.outbox import Message
from oro_jobs.work import Outcome, Work

__all__ = ("Engine", "Tell")

Tell = Callable[[Message], None]
"""Takes what an attempt tells; loop thread."""


class Engine(Protocol):
    """Runs attempts. Loop thread."""

    @property
    def slots(self) -> int:
        """How many attempts run at once."""
        ...

    async def run(self, work: Work, function: Callable[..., Any] | None, priority: int, tell: Tell) -> Outcome:
        """Run one attempt, and return how it ended.

        Args:
            work: the attempt.
            function: its function, where this process has it.
            priority: of the job.
            tell: called with what it tells, before this returns.

        Raises:
            WorkerLost: what ran it ended amid it.
            OroError: it cannot be run.
        If cancelled, it has ended, or in a thread goes on unheard.
        """
        ...

    def ask(self, id: str) -> None:
        """Ask the attempt at a job to end by itself; where none runs, nothing happens."""
        ...

    async def close(self) -> None:
        """End what the engine started. No attempt runs any longer."""
        ...
