"""The same functions in processes and in threads: results, telling, cancellation, loss of a worker, retries."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from oro_jobs import Options, plugin, submit
from oro_jobs.engines.processes import Parcel
from oro_jobs.errors import JobCancelled, JobFailed, WorkerLost
from oro_jobs.functions import Functions
from oro_jobs.service import Jobs, jobs_of
from oro_jobs.submitted_job import Job, Update
from oro_jobs.work import Work

from oro_framework.errors import Busy, InvalidArgument, NotFound, TooLarge, UsageError
from oro_framework.processes import is_alive
from oro_framework.testing import OpenHost, open_host, until

from . import work_to_do as work

pytestmark = pytest.mark.anyio
LOCAL = ["processes", "threads"]


@pytest.fixture
async def opened() -> AsyncIterator[OpenHost]:
    async with open_host(plugin, settings={"jobs_workers": 2, "jobs_grace": 0.3}) as opened:
        yield opened


@pytest.fixture
async def jobs(opened: OpenHost) -> Jobs:
    return await jobs_of(opened.host)


async def first_line(job: Job[Any]) -> str:
    await until(lambda: bool(job.lines))
    return job.lines[0]


@pytest.mark.parametrize("engine", LOCAL)
async def test_a_function_returns_what_it_returns_plainly(jobs: Jobs, engine: Any) -> None:
    options = Options(name="add", engine=engine)
    job = await jobs.submit_with(options, work.add, 2, b=3)
    assert await job.result() == work.add(2, 3)
    assert job.state == "done"
    assert await (await jobs.submit_with(options, work.add_async, 2, 3)).result() == 5


async def test_processes_are_others_and_are_kept(jobs: Jobs) -> None:
    first = await (await jobs.submit(work.pid)).result()
    second = await (await jobs.submit(work.pid)).result()
    assert first == second != os.getpid()
    in_thread = await (await jobs.submit_with(Options(engine="threads"), work.pid)).result()
    assert in_thread == os.getpid()


@pytest.mark.parametrize("engine", LOCAL)
async def test_everything_a_job_tells_comes_before_its_end(jobs: Jobs, engine: Any) -> None:
    heard: list[Update] = []
    job = await jobs.submit_with(Options(name="count", engine=engine), work.count_to, 30)
    job.listen(heard.append)
    assert await job.result() == list(range(30))
    assert (job.progress.done, job.progress.total, job.progress.message) == (30, 30, "number 30")
    assert [*job.lines] == [f"counted {number}" for number in range(30)]
    assert [job.partial(number) for number in range(job.partials)] == [number**2 for number in range(30)]
    assert [update.value for update in heard if update.kind == "state"][-1] == "done"
    assert heard[-1].kind == "state"
    with pytest.raises(NotFound, match='Cannot return part 30 of job "count"'):
        job.partial(30)


async def test_updates_are_read_one_by_one(opened: OpenHost) -> None:
    job = await submit(opened.host, work.count_to, 3)
    kinds = [update.kind async for update in job.updates()]
    assert kinds[-1] == "state"
    assert {"progress", "log", "partial"} <= set(kinds)


@pytest.mark.parametrize("engine", LOCAL)
async def test_an_error_is_carried_over(jobs: Jobs, engine: Any) -> None:
    job = await jobs.submit_with(Options(name="fail", engine=engine), work.fail, "no such row")
    with pytest.raises(JobFailed, match='Job "fail" failed: LookupError: no such row') as caught:
        await job.result()
    assert isinstance(caught.value.__cause__, LookupError)
    assert "in fail" in caught.value.traceback
    exits = await jobs.submit_with(Options(name="exits", engine=engine), work.exits)
    with pytest.raises(JobFailed, match="SystemExit: 3"):
        await exits.result()


@pytest.mark.parametrize("engine", LOCAL)
async def test_a_job_that_asks_ends_when_cancelled(jobs: Jobs, engine: Any, tmp_path: Path) -> None:
    job = await jobs.submit_with(Options(name="wait", engine=engine), work.wait_for, str(tmp_path / "never"))
    pid = int(await first_line(job))
    job.cancel()
    with pytest.raises(JobCancelled, match='Job "wait" was cancelled'):
        await job.result()
    assert job.state == "cancelled"
    assert is_alive(pid)
    assert await (await jobs.submit_with(Options(engine=engine), work.pid)).result() == pid


async def test_a_job_that_does_not_ask_ends_with_its_worker(jobs: Jobs, tmp_path: Path) -> None:
    job = await jobs.submit(work.deaf, str(tmp_path / "never"))
    pid = int(await first_line(job))
    job.cancel()
    await job.wait()
    assert job.state == "cancelled"
    assert not is_alive(pid)


async def test_a_thread_that_does_not_ask_goes_on_unheard(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "go"
    job = await jobs.submit_with(Options(name="deaf", engine="threads"), work.deaf, str(path))
    await first_line(job)
    job.cancel()
    await job.wait()
    assert job.state == "cancelled"
    path.touch()


async def test_a_job_that_waits_is_cancelled_at_once(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "go"
    running = [await jobs.submit(work.wait_for, str(path)) for _ in range(2)]
    waiting = await jobs.submit(work.add, 1, 1)
    waiting.cancel()
    with pytest.raises(JobCancelled, match="before it ran"):
        await waiting.result()
    path.touch()
    assert [await job.result() for job in running] == ["waited", "waited"]


async def test_one_crash_loses_one_job(jobs: Jobs, tmp_path: Path) -> None:
    path = tmp_path / "go"
    other = await jobs.submit(work.wait_for, str(path))
    victim = await jobs.submit(work.wait_for, str(path))
    pid = int(await first_line(victim))
    await first_line(other)
    later = [await jobs.submit(work.add, number, 1) for number in range(5)]
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(
        WorkerLost, match=f'Job "wait_for" failed: The worker process {pid} ended amid the job: signal 9'
    ):
        await victim.result()
    path.touch()
    assert await other.result() == "waited"
    assert [await job.result() for job in later] == [1, 2, 3, 4, 5]


async def test_a_lost_worker_and_an_error_are_tried_again(jobs: Jobs, tmp_path: Path) -> None:
    options = Options(name="again", retries=2, retry_delay=0.01)
    job = await jobs.submit_with(options, work.die_once, str(tmp_path / "died"))
    assert await job.result() == 2
    assert job.lines[0].startswith("Attempt 1 failed, and another follows in 0.01 s: The worker process")
    assert await (await jobs.submit_with(options, work.fail_until, 3)).result() == 3
    with pytest.raises(JobFailed, match="ValueError: attempt 3"):
        await (await jobs.submit_with(options, work.fail_until, 4)).result()


async def test_a_job_that_waits_for_another_attempt_can_be_cancelled(jobs: Jobs) -> None:
    job = await jobs.submit_with(Options(name="again", retries=1, retry_delay=3600), work.fail, "x")
    await until(lambda: job.work.attempt == 2)
    job.cancel()
    with pytest.raises(JobCancelled):
        await job.result()


@pytest.mark.parametrize("engine", LOCAL)
async def test_a_job_that_failed_or_was_cancelled_is_run_again_where_asked(
    jobs: Jobs, engine: Any, tmp_path: Path
) -> None:
    failed = await jobs.submit_with(Options(name="fail", engine=engine), work.fail_until, 2)
    with pytest.raises(JobFailed, match="attempt 1"):
        await failed.result()
    assert await jobs.retry(failed.id) is failed
    assert await failed.result() == 2
    with pytest.raises(UsageError, match='Cannot run job "fail" again: it is done'):
        await jobs.retry(failed.id)
    path = tmp_path / "go"
    cancelled = await jobs.submit_with(Options(name="wait", engine=engine), work.wait_for, str(path))
    with pytest.raises(Busy, match=r"it is (queued|running)"):
        await jobs.retry(cancelled.id)
    await first_line(cancelled)
    cancelled.cancel()
    await cancelled.wait()
    await jobs.retry(cancelled.id)
    path.touch()
    assert await cancelled.result() == "waited"
    assert cancelled.work.attempt == 2


async def test_a_thread_that_goes_on_tells_nothing_into_the_next_attempt(jobs: Jobs, tmp_path: Path) -> None:
    go, heard = tmp_path / "go", tmp_path / "heard"
    job = await jobs.submit_with(Options(name="late", engine="threads"), work.late, str(go), str(heard))
    await first_line(job)
    job.cancel()
    await job.wait()
    await jobs.retry(job.id)
    await until(lambda: "attempt 2" in job.lines)
    go.touch()
    assert await job.result() == 2
    await until(heard.exists)
    assert "late 1" not in job.lines


async def test_jobs_of_a_higher_priority_begin_first(tmp_path: Path) -> None:
    async with open_host(plugin, settings={"jobs_workers": 1}) as opened:
        jobs = await jobs_of(opened.host)
        go, order = tmp_path / "go", tmp_path / "order"
        first = await jobs.submit(work.wait_for, str(go))
        await first_line(first)
        for name, priority in (("low", -1), ("a", 0), ("b", 0), ("high", 5)):
            await jobs.submit_with(Options(name=name, priority=priority), work.note_order, str(order), name)
        go.touch()
        for job in await jobs.jobs():
            await job.wait()
        assert order.read_text().split() == ["high", "a", "b", "low"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
async def test_a_job_that_needs_too_much_memory_fails_alone() -> None:
    async with open_host(plugin, settings={"jobs_workers": 1, "jobs_memory": 512}) as opened:
        hoard = await submit(opened.host, work.hoard, 1024)
        with pytest.raises(JobFailed, match="MemoryError"):
            await hoard.result()
        assert await (await submit(opened.host, work.hoard, 8)).result() == 8 << 20


async def test_results_are_kept_as_bytes_and_the_oldest_are_forgotten() -> None:
    async with open_host(plugin, settings={"jobs_keep": 2}) as opened:
        done = []
        for size in (1, 2, 3):
            done.append(await submit(opened.host, work.big, size))
            assert len(await done[-1].result()) == size
        jobs = await jobs_of(opened.host)
        await until(lambda: _only(jobs, done[1:]))
        with pytest.raises(NotFound, match="the latest 2 that ended are kept"):
            await jobs.get(done[0].id)
        await jobs.forget(done[1].id)
        assert await jobs.jobs() == done[2:]


async def _only(jobs: Jobs, wanted: list[Any]) -> bool:
    return await jobs.jobs() == wanted


async def test_what_cannot_be_submitted_is_refused(tmp_path: Path) -> None:
    async with open_host(plugin, settings={"jobs_queued": 1}) as opened:
        with pytest.raises(InvalidArgument, match="move it to the top level"):
            await submit(opened.host, lambda: 1)
        with pytest.raises(InvalidArgument, match='Cannot submit job "add": its arguments cannot be pickled'):
            await submit(opened.host, work.add, lambda: 1, 2)  # type: ignore[arg-type]
        job = await submit(opened.host, work.wait_for, str(tmp_path / "never"))
        with pytest.raises(Busy, match="1 wait or run; jobs_queued sets the limit"):
            await submit(opened.host, work.add, 1, 2)
        jobs = await jobs_of(opened.host)
        with pytest.raises(Busy, match="cancel it first"):
            await jobs.forget(job.id)


async def test_workers_end_with_the_app(tmp_path: Path) -> None:
    async with open_host(plugin, settings={"jobs_workers": 1}) as opened:
        job = await submit(opened.host, work.deaf, str(tmp_path / "never"))
        pid = int(await first_line(job))
        assert is_alive(pid)
    await until(lambda: not is_alive(pid))


@pytest.mark.parametrize("steps", [0, 1, 3, 10, 30, 100])
async def test_an_app_may_end_as_its_first_jobs_begin(tmp_path: Path, steps: int) -> None:
    with anyio.fail_after(30):
        async with open_host(plugin) as opened:
            for _ in range(3):
                await submit(opened.host, work.wait_for, str(tmp_path / "never"))
            for _ in range(steps):
                await anyio.lowlevel.checkpoint()


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
async def test_arguments_that_no_worker_has_room_for_fail_alone() -> None:
    async with open_host(plugin, settings={"jobs_workers": 1, "jobs_memory": 128}) as opened:
        job = await submit(opened.host, work.length, bytes(200 << 20))
        with pytest.raises(TooLarge, match="they take 201 MiB, and jobs_memory lets a worker process have 128 MiB"):
            await job.result()
        assert await (await submit(opened.host, work.length, b"1234")).result() == 4


def test_a_job_that_no_worker_lives_to_have_is_given_up() -> None:
    sent = Work(id="1", attempt=1, module="work", function="length", file="", arguments=b"")
    parcel = Parcel(sent)
    assert [pickle.loads(pickle.dumps(parcel)) for _ in range(3)] == [sent] * 3
    with pytest.raises(WorkerLost, match="3 worker processes ended before they had the job; is jobs_memory"):
        pickle.dumps(parcel)


async def test_an_error_whose_text_cannot_be_had_is_carried_over(jobs: Jobs) -> None:
    with pytest.raises(JobFailed, match="Mute"):
        await (await jobs.submit(work.fail_mute)).result()


def test_a_function_that_cannot_be_found_is_not_offered() -> None:
    with pytest.raises(UsageError, match=r'Cannot offer job "<lambda>" to pages: .* move it to the top level'):
        Functions([lambda: 1])


async def test_many_jobs_pass() -> None:
    async with open_host(plugin, settings={"jobs_workers": 2}) as opened:
        jobs = [await submit(opened.host, work.add, number, 1) for number in range(200)]
        with anyio.fail_after(60):
            assert [await job.result() for job in jobs] == list(range(1, 201))
