"""`TaskPool`: which task runs a job, in which scope and context, and who takes the next one."""

from __future__ import annotations

import contextvars
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import trio
from trio.testing import wait_all_tasks_blocked

from oro_framework.host.requests import task_pool
from oro_framework.host.requests.task_pool import TaskPool

pytestmark = pytest.mark.anyio
colour = contextvars.ContextVar("colour", default="none")


class Recorded:
    """A job that does what it is given, and remembers its task, its scope and its end."""

    def __init__(self, work: Callable[[], Awaitable[object]], seconds: float = math.inf) -> None:
        self.work = work
        self.seconds = seconds
        self.task: trio.lowlevel.Task | None = None
        self.scope: trio.CancelScope | None = None
        self.cancelled = False
        self.over = False

    async def run(self) -> None:
        self.task = trio.lowlevel.current_task()
        try:
            await self.work()
        except trio.Cancelled:
            self.cancelled = True
            raise

    def waits(self, scope: trio.CancelScope) -> None:
        self.scope = scope
        scope.deadline = trio.current_time() + self.seconds

    def ended(self) -> None:
        self.over = True


@asynccontextmanager
async def pool() -> AsyncIterator[TaskPool]:
    async with trio.open_nursery() as nursery:
        made = TaskPool(nursery)
        yield made
        made.close()


async def nothing() -> None:
    return


async def test_jobs_that_do_not_wait_share_a_task_and_a_turn_of_the_loop() -> None:
    async with pool() as tasks:
        jobs = [Recorded(nothing) for _ in range(5)]
        for job in jobs:
            tasks.start(job)
        await wait_all_tasks_blocked()
        assert all(job.over and job.scope is None for job in jobs)
        assert len({job.task for job in jobs}) == 1
        assert tasks.idle == 1


async def test_jobs_behind_one_that_waits_are_taken_by_another_task() -> None:
    async with pool() as tasks:
        go = trio.Event()
        waiting, next_one = Recorded(go.wait), Recorded(nothing)
        tasks.start(waiting)
        tasks.start(next_one)
        await wait_all_tasks_blocked()
        assert [job.over for job in (waiting, next_one)] == [False, True]
        assert waiting.task is not next_one.task
        go.set()
        await wait_all_tasks_blocked()
        assert waiting.over
        assert tasks.idle == 2


async def test_jobs_begin_in_the_order_in_which_they_were_started() -> None:
    async with pool() as tasks:
        begun: list[int] = []

        def numbered(number: int) -> Callable[[], Awaitable[None]]:
            async def work() -> None:
                begun.append(number)
                if number % 2:
                    await trio.lowlevel.checkpoint()

            return work

        for number in range(20):
            tasks.start(Recorded(numbered(number)))
        await wait_all_tasks_blocked()
        assert begun == list(range(20))


async def test_a_deadline_ends_one_job_and_not_the_next() -> None:
    async with pool() as tasks:
        late = Recorded(trio.sleep_forever, seconds=0)
        tasks.start(late)
        await wait_all_tasks_blocked(0.01)
        assert late.cancelled
        assert late.over
        go = trio.Event()
        patient = Recorded(go.wait)
        tasks.start(patient)
        await wait_all_tasks_blocked()
        assert patient.scope is not late.scope
        go.set()
        await wait_all_tasks_blocked()
        assert patient.over
        assert not patient.cancelled


async def test_every_step_of_a_job_has_the_context_it_was_started_in() -> None:
    async with pool() as tasks:
        seen: list[str] = []

        async def look() -> None:
            seen.append(colour.get())
            colour.set("changed")
            await trio.lowlevel.checkpoint()
            seen.append(colour.get())

        for name in ("red", "blue"):
            token = colour.set(name)
            tasks.start(Recorded(look))
            colour.reset(token)
        await wait_all_tasks_blocked()
        tasks.start(Recorded(look))
        await wait_all_tasks_blocked()
        assert sorted(seen[:4]) == ["blue", "changed", "changed", "red"]
        assert seen[4:] == ["none", "changed"]


async def test_a_call_waits_for_the_first_steps_and_is_refused_without_any() -> None:
    async with pool() as tasks:
        heard: list[str] = []
        assert not tasks.when_begun(lambda: heard.append("never"))

        async def work() -> None:
            heard.append("step")

        tasks.start(Recorded(work))
        assert tasks.when_begun(lambda: heard.append("after"))
        tasks.start(Recorded(work))
        go = trio.Event()
        tasks.start(Recorded(go.wait))
        await wait_all_tasks_blocked()
        assert heard == ["step", "step", "after"]
        go.set()


async def test_a_call_after_the_first_steps_may_start_a_job() -> None:
    async with pool() as tasks:
        second = Recorded(nothing)
        tasks.start(Recorded(nothing))
        assert tasks.when_begun(lambda: tasks.start(second))
        await wait_all_tasks_blocked()
        assert second.over


async def test_no_more_tasks_wait_than_are_kept() -> None:
    async with pool() as tasks:
        go = trio.Event()
        jobs = [Recorded(go.wait) for _ in range(task_pool.IDLE + 3)]
        for job in jobs:
            tasks.start(job)
        await wait_all_tasks_blocked()
        go.set()
        await wait_all_tasks_blocked()
        assert all(job.over for job in jobs)
        assert tasks.idle == task_pool.IDLE


async def test_a_cancelled_nursery_ends_every_job() -> None:
    waiting = Recorded(trio.sleep_forever)
    async with trio.open_nursery() as nursery:
        tasks = TaskPool(nursery)
        tasks.start(Recorded(nothing))
        await wait_all_tasks_blocked()
        tasks.start(waiting)
        await wait_all_tasks_blocked()
        nursery.cancel_scope.cancel()
    assert waiting.cancelled
    assert waiting.over
    assert tasks.idle == 0
