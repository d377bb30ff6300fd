"""A pool of tasks that run short jobs one after another, so that a job costs neither a task nor a tick of the loop.

    start ─→ queue ─ a worker takes it ─→ first step ─ it ends ─────────────→ the worker takes the next one
                                              └ it waits ─→ the worker stays with it, another takes the rest

Rules
1. A job runs in a task, within a cancel scope that no other job uses while this one waits.
2. A cancelled scope is never used for another job.
3. Every job has a context of its own (`contextvars`), a copy of the one it was started in, as a new task has.
4. While jobs are queued, exactly one worker is the beginner: it takes them in order, until one of them waits.
5. At most `IDLE` workers wait for jobs; any other worker ends with its job.
"""

from __future__ import annotations

import contextvars
import math
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any, Protocol

import trio

__all__ = ("IDLE", "Job", "TaskPool")

IDLE = 64
"""The number of idle workers to keep: waking one takes two thirds of the time of starting a task."""


class Job(Protocol):
    """A piece of work that one worker runs from its first step to its end."""

    async def run(self) -> None:
        """Do the work; raises no exception but `Cancelled`."""
        ...

    def waits(self, scope: trio.CancelScope) -> None:
        """Called once `run` has to wait: from then on `scope` cancels it, and may be given a deadline."""
        ...

    def ended(self) -> None:
        """Called once `run` has ended, even if it was cancelled; never raises."""
        ...


class TaskPool:
    """The workers of one nursery. Loop thread."""

    def __init__(self, nursery: trio.Nursery) -> None:
        self._nursery = nursery
        self._jobs: deque[tuple[Job, contextvars.Context]] = deque()
        self._beginner: _Worker | None = None
        self._after: list[Callable[[], None]] = []
        self._idle: list[_Worker] = []
        self._closed = False

    @property
    def idle(self) -> int:
        """The number of workers that wait for a job."""
        return len(self._idle)

    def start(self, job: Job) -> None:
        """Queue a job; a worker begins it soon."""
        self._jobs.append((job, contextvars.copy_context()))
        if self._beginner is None:
            self._wake()

    def when_begun(self, call: Callable[[], None]) -> bool:
        """Call a function once every queued job has had its first step; it must not raise.

        Returns False, without a call, if no job is queued.
        """
        if self._beginner is None:
            return False
        self._after.append(call)
        return True

    def close(self) -> None:
        """End the workers: idle ones at once, the others with their jobs."""
        self._closed = True
        while self._idle:
            trio.lowlevel.reschedule(self._idle.pop().task)

    def _wake(self) -> None:
        """Make an idle worker, or a new one, the beginner."""
        if self._idle:
            self._beginner = self._idle.pop()
            trio.lowlevel.reschedule(self._beginner.task)
        else:
            self._beginner = _Worker()
            self._nursery.start_soon(self._work, self._beginner)

    async def _work(self, worker: _Worker) -> None:
        worker.task = trio.lowlevel.current_task()
        worker.context = worker.task.context
        more = True
        while more:
            with trio.CancelScope() as scope:
                more = await self._take(worker, scope)

    async def _take(self, worker: _Worker, scope: trio.CancelScope) -> bool:
        """Run jobs; return True once the scope was cancelled, so that a new one is needed, False to end the worker."""
        while True:
            while self._beginner is worker and self._jobs:
                job, context = self._jobs.popleft()
                try:
                    await _step_by_step(job.run(), context, partial(self._waits, job, scope))
                finally:
                    job.ended()
            if self._beginner is worker:
                self._begun()
            if scope.cancel_called:
                return True
            if scope.deadline != math.inf:
                scope.deadline = math.inf
            if not await self._next(worker):
                return False

    def _waits(self, job: Job, scope: trio.CancelScope) -> None:
        """Hand the queued jobs to another worker, since this one stays with a job that waits."""
        job.waits(scope)
        if self._jobs:
            self._wake()
        else:
            self._begun()

    def _begun(self) -> None:
        self._beginner = None
        after, self._after = self._after, []
        for call in after:
            call()

    async def _next(self, worker: _Worker) -> bool:
        """Wait until the worker is the beginner; return False if the pool is closed or has enough idle workers."""
        if self._closed or len(self._idle) >= IDLE:
            return False
        self._idle.append(worker)
        worker.task.context = worker.context

        def give_up(_: object) -> trio.lowlevel.Abort:
            if worker in self._idle:
                self._idle.remove(worker)
            return trio.lowlevel.Abort.SUCCEEDED

        await trio.lowlevel.wait_task_rescheduled(give_up)
        return self._beginner is worker


class _Worker:
    """One task of the pool, and the context in which it waits for jobs."""

    __slots__ = ("context", "task")

    task: trio.lowlevel.Task
    context: contextvars.Context


@types.coroutine
def _step_by_step(
    work: Coroutine[Any, Any, None], context: contextvars.Context, waits: Callable[[], None]
) -> Generator[Any, Any, None]:
    """Await `work` with all its steps in `context`; call `waits` if it did not end with the first step."""
    try:
        message = context.run(work.send, None)
    except StopIteration:
        return
    waits()
    trio.lowlevel.current_task().context = context
    while True:
        try:
            result = yield message
        except BaseException as error:
            step = partial(work.throw, error)
        else:
            step = partial(work.send, result)
        try:
            message = step()
        except StopIteration:
            return
