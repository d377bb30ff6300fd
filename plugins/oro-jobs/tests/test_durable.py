"""Durable jobs outlive an app that is killed, and are kept to one run of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from oro_jobs import plugin, submit
from oro_jobs.service import Jobs
from oro_jobs.store import Row, Store, folder_of

from oro_framework.errors import Broken, Busy
from oro_framework.processes import is_alive
from oro_framework.testing import open_host, until

from . import work_to_do as work

pytestmark = pytest.mark.anyio
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def run(folder: Path, *names: str) -> subprocess.Popen[str]:
    shutil.copy(HERE / "work_to_do.py", folder / "oro_jobs_tested.py")
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, str(HERE / "queue_app.py"), str(folder), *names]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def begun(folder: Path) -> list[list[str]]:
    path = folder / "begun"
    return [line.split() for line in path.read_text().splitlines()] if path.exists() else []


async def test_jobs_go_on_after_the_app_was_killed(tmp_path: Path) -> None:
    with run(tmp_path, "a", "b", "c") as first:
        try:
            await until(lambda: len(begun(tmp_path)) == 1)
            assert first.stdout is not None
            assert first.stdout.readline() == "submitted\n"
        finally:
            first.send_signal(signal.SIGKILL)
    worker = int(begun(tmp_path)[0][2])
    await until(lambda: not is_alive(worker))
    for name in "abc":
        (tmp_path / f"go-{name}").touch()
    with run(tmp_path) as second:
        assert second.wait(60) == 0
    ended = json.loads((tmp_path / "ended.json").read_text())
    assert ended == [["done", "a in attempt 2"], ["done", "b in attempt 1"], ["done", "c in attempt 1"]]
    assert [line[:2] for line in begun(tmp_path)] == [["a", "1"], ["a", "2"], ["b", "1"], ["c", "1"]]


async def test_a_job_that_must_not_run_twice_is_marked(tmp_path: Path) -> None:
    with run(tmp_path, "once") as first:
        try:
            await until(lambda: len(begun(tmp_path)) == 1)
        finally:
            first.send_signal(signal.SIGKILL)
    with run(tmp_path) as second:
        assert second.wait(60) == 0
    assert json.loads((tmp_path / "ended.json").read_text()) == [["failed", "ERR_INTERRUPTED"]]
    assert len(begun(tmp_path)) == 1


async def test_results_outlive_the_app(tmp_path: Path) -> None:
    (tmp_path / "go-x").touch()
    async with open_host(plugin) as opened:
        job = await submit(opened.host, work.keep_step, str(tmp_path), "x")
        assert await job.result() == "x in attempt 1"
    async with open_host(plugin) as opened:
        service = opened.host.service("jobs")
        assert isinstance(service, Jobs)
        await until(lambda: _found(service, job.id))
        again = await service.get(job.id)
        assert (again.state, await again.result()) == ("done", "x in attempt 1")
        await service.forget(job.id)
    store = Store(folder_of("org.example.test") / "queue.sqlite3")
    assert store.rows() == []
    store.close()


async def _found(service: Jobs, id: str) -> bool:
    return id in [job.id for job in await service.jobs()]


async def test_another_run_of_the_app_does_not_take_the_jobs(tmp_path: Path) -> None:
    held = Store(folder_of("org.example.test") / "queue.sqlite3")
    try:
        async with open_host(plugin) as opened:
            with pytest.raises(Busy, match="another run of the app has them"):
                await submit(opened.host, work.keep_step, str(tmp_path), "x")
            assert await (await submit(opened.host, work.add, 1, 2)).result() == 3
    finally:
        held.close()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = folder_of("org.example.test") / "queue.sqlite3"
    path.parent.mkdir(parents=True)
    path.write_text("this is no database at all, and longer than the header of one, which has a hundred bytes " * 9)
    async with open_host(plugin) as opened:
        with pytest.raises(Broken, match=r"Cannot keep durable jobs in .*: file is not a database"):
            await submit(opened.host, work.keep_step, str(tmp_path), "x")


def test_a_later_version_of_the_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite3"
    Store(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 2")
    database.close()
    with pytest.raises(sqlite3.DatabaseError, match="later version"):
        Store(path)


def test_other_users_cannot_reach_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "jobs" / "queue.sqlite3")
    store.add(
        Row(
            id="1", name="n", module="m", function="f", file="", arguments=b"x", options="{}", attempt=1, state="queued"
        )
    )
    assert (tmp_path / "jobs").stat().st_mode & 0o777 == 0o700
    assert store.rows()[0].arguments == b"x"
    store.close()
