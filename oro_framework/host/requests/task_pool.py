"""Tasks that run one job after another: a call costs neither a new task nor a cancel scope of its own.

Rules
1. A job runs in a task, within a cancel scope that no other job shares while it runs. It may set the scope's deadline.
2. A scope that was cancelled serves no second job.
3. Every job has a context of its own (`contextvars`), a copy of the one it was started in, as a new task has.
4. At most `IDLE` tasks wait for a job; the others end with theirs.
"""

from __future__ import annotations

import contextvars
import math
from typing import Protocol

import trio

__all__ = ("IDLE", "Job", "TaskPool")

IDLE = 64
"""Tasks that are kept for the next jobs: a waiting one takes a job in two thirds of the time a new one is made in."""


class Job(Protocol):
    """What a task of the pool does."""

    async def run(self, scope: trio.CancelScope) -> None:
        """Do it; raises nothing but `Cancelled`."""
        ...

    def ended(self) -> None:
        """Hear that it is over, also when it was cancelled; outside the scope, and never raises."""
        ...


class TaskPool:
    """The tasks of one nursery. Loop thread."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._idle: list[_Place] = []
        self._closed = False

    @property
    def idle(self) -> int:
        """How many tasks wait for a job."""
        return len(self._idle)

    def start(self, job: Job) -> None:
        """Run a job soon."""
        if self._idle:
            self._idle.pop().take(job)
        else:
            self._nursery.start_soon(self._work, job)

    def close(self) -> None:
        """Let go of the tasks that wait; those that have a job end with it."""
        self._closed = True
        while self._idle:
            self._idle.pop().take(None)

    async def _work(self, first: Job) -> None:
        job: Job | None = first
        place = _Place()
        while job is not None:
            with trio.CancelScope() as scope:
                while job is not None:
                    await job.run(scope)
                    job.ended()
                    job = None
                    if scope.cancel_called:
                        break
                    if scope.deadline != math.inf:
                        scope.deadline = math.inf
                    job = await self._next(place)
            if job is not None:
                job.ended()
            if scope.cancel_called:
                job = await self._next(place)

    async def _next(self, place: _Place) -> Job | None:
        """Wait for another job; None: there is none to come."""
        if self._closed or len(self._idle) >= IDLE:
            return None
        self._idle.append(place)

        def give_up(_: object) -> trio.lowlevel.Abort:
            if place in self._idle:
                self._idle.remove(place)
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(give_up)
        job, place.job = place.job, None
        return job


class _Place:
    """Where a waiting task finds its job."""

    __slots__ = ("job", "task")

    def __init__(self) -> None:
        self.task = trio.lowlevel.current_task()
        self.job: Job | None = None

    def take(self, job: Job | None) -> None:
        self.job = job
        self.task.context = contextvars.copy_context()
        trio.lowlevel.reschedule(self.task)
