"""The same functions on a Dask cluster of three worker processes, one of which is killed amid work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from oro_jobs import Options, plugin, submit
from oro_jobs.errors import JobCancelled, JobFailed
from oro_jobs.service import jobs_of
from oro_jobs.submitted_job import Job

from oro_framework.errors import Broken
from oro_framework.processes import is_alive
from oro_framework.testing import open_host, until

from . import work_to_do as work

pytest.importorskip("distributed")
pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=3, threads_per_worker=2, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "cluster.py").write_text(CLUSTER)
    environment = {**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)}
    command = [sys.executable, str(folder / "cluster.py")]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        yield program.stdout.readline().strip()
        program.stdin.close()
        program.wait(60)


async def first_line(job: Job[Any]) -> str:
    await until(lambda: bool(job.lines))
    return job.lines[-1]


async def test_a_function_runs_there_unchanged(address: str) -> None:
    async with open_host(plugin, settings={"jobs_scheduler": address}) as opened:
        assert await (await submit(opened.host, work.add, 2, 3)).result() == 5
        there = await (await submit(opened.host, work.pid)).result()
        assert there != os.getpid()
        counted = await submit(opened.host, work.count_to, 5)
        assert await counted.result() == [0, 1, 2, 3, 4]
        assert (counted.progress.done, [*counted.lines][-1], counted.partial(4)) == (5, "counted 4", 16)
        failed = await submit(opened.host, work.fail, "no such row")
        with pytest.raises(JobFailed, match="LookupError: no such row"):
            await failed.result()


async def test_nothing_is_lost_with_a_worker(address: str, tmp_path: Path) -> None:
    go = tmp_path / "go"
    async with open_host(plugin, settings={"jobs_scheduler": address}) as opened:
        jobs = [await submit(opened.host, work.wait_for, str(go)) for _ in range(6)]
        pids = [int(await first_line(job)) for job in jobs]
        assert len(set(pids)) == 3
        os.kill(pids[0], signal.SIGKILL)
        await until(lambda: not is_alive(pids[0]))
        lost = [job for job, pid in zip(jobs, pids, strict=True) if pid == pids[0]]
        await until(lambda: all(int(job.lines[-1]) != pids[0] for job in lost))
        go.touch()
        assert [await job.result() for job in jobs] == ["waited"] * 6


async def test_jobs_are_cancelled_there(address: str, tmp_path: Path) -> None:
    never = str(tmp_path / "never")
    async with open_host(plugin, settings={"jobs_scheduler": address, "jobs_grace": 1.0}) as opened:
        kind = await submit(opened.host, work.wait_for, never)
        pid = int(await first_line(kind))
        kind.cancel()
        with pytest.raises(JobCancelled, match=r'Job "wait_for" was cancelled$'):
            await kind.result()
        assert is_alive(pid)
        deaf = await submit(opened.host, work.deaf, never)
        pid = int(await first_line(deaf))
        deaf.cancel()
        with pytest.raises(JobCancelled):
            await deaf.result()
        await until(lambda: not is_alive(pid))
        assert await (await submit(opened.host, work.add, 2, 3)).result() == 5


async def test_a_scheduler_that_is_not_there_is_named() -> None:
    async with open_host(plugin) as opened:
        service = await jobs_of(opened.host)
        with pytest.raises(Broken, match="no scheduler is named; set jobs_scheduler"):
            await service.submit_with(Options(name="add", engine="dask"), work.add, 1, 2)


def test_versions_that_differ_are_told() -> None:
    from oro_jobs.engines.cluster import differences

    def node(python: str, distributed: str) -> dict[str, Any]:
        return {"packages": {"python": python, "distributed": distributed, "cloudpickle": "3", "msgpack": "1"}}

    told = {
        "client": node("3.11.7.final.0", "2026.8.0"),
        "scheduler": node("3.11.2.final.0", "2026.8.0"),
        "workers": {"tcp://10.0.0.3:1": node("3.12.1.final.0", "2025.1.0")},
    }
    assert differences(told) == [
        "worker tcp://10.0.0.3:1 has Python 3.12, this app 3.11",
        "worker tcp://10.0.0.3:1 has distributed 2025.1.0, this app 2026.8.0",
    ]
