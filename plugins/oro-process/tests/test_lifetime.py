"""No program outlives the page that started it, whatever ends the page, unless it was detached."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import anyio
import psutil
import pytest

from .conftest import PATIENCE, Opener, alive, gone, written

pytestmark = pytest.mark.anyio

TREE = "sh -c 'echo $$ >> {0}; sleep 100' & echo $$ >> {0}; sleep 100 & echo $! >> {0}; wait"
DAEMON = "setsid sh -c 'echo $$ >> {0}; sleep 100' & exit"
STUBBORN = "trap '' TERM; echo $$ >> {0}; while :; do sleep 1; done"

HOST = """
import json, sys, anyio
from oro_process import plugin
from oro_framework.testing.host import open_host
async def main():
    async with open_host(plugin, settings={"process_grace": 0.1}) as app:
        for line in json.loads(sys.argv[1]):
            body = json.dumps({"file": "sh", "args": ["sh", "-c", line]})
            assert (await app.call("child_process.start", body.encode())).status == 200
        print("ready", flush=True)
        await anyio.sleep_forever()
anyio.run(main, backend="trio")
"""


async def test_a_tree_goes_with_its_page(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.started("sh", "-c", TREE.format(tmp_path / "pids"))
        pids = await written(tmp_path / "pids", 3)
        assert all(map(alive, pids))
        await app.service.release(app.opened.window)
        await gone(*pids)
        assert list(app.service.children.held) == []


async def test_a_tree_goes_with_the_host(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.started("sh", "-c", TREE.format(tmp_path / "pids"))
        pids = await written(tmp_path / "pids", 3)
    assert not any(map(alive, pids))


async def test_what_a_program_leaves_behind_goes_too(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        id, _ = await app.started("sh", "-c", DAEMON.format(tmp_path / "pids"))
        assert await app.ok("wait", id=id) == {"code": 0, "signal": None, "signalName": None}
        pids = await written(tmp_path / "pids")
        assert all(map(alive, pids)), "it survives the program that started it"
        await app.service.release(app.opened.window)
        await gone(*pids)


async def test_what_does_not_listen_is_killed(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.started("sh", "-c", STUBBORN.format(tmp_path / "pids"))
        pids = await written(tmp_path / "pids")
        await app.service.release(app.opened.window)
        await gone(*pids)


async def test_what_listens_may_tidy_up(opened: Opener, tmp_path: Path) -> None:
    async with opened(process_grace=PATIENCE) as app:
        tidy = tmp_path / "tidy"
        script = f"trap 'echo 1 >> {tidy}; exit' TERM; echo $$ >> {tmp_path / 'pids'}; while :; do sleep 0.05; done"
        await app.started("sh", "-c", script)
        await written(tmp_path / "pids")
        await app.service.release(app.opened.window)
        assert await written(tidy) == [1]


async def test_the_next_page_starts_programs_of_its_own(opened: Opener) -> None:
    async with opened() as app:
        _, before = await app.started("sleep", "100", id="1")
        await app.service.release(app.opened.window)
        id, after = await app.started("sleep", "100", id="1")
        await gone(before)
        assert alive(after)
        await app.ok("kill", id=id)


@pytest.mark.parametrize("pauses", range(1, 7))
async def test_a_page_that_goes_while_a_program_starts_leaves_nothing(
    opened: Opener, tmp_path: Path, pauses: int
) -> None:
    async with opened() as app:
        async with anyio.create_task_group() as group:
            group.start_soon(app.start, "sh", "-c", f"echo $$ > {tmp_path / 'pid'}; sleep 100")
            for _ in range(pauses * 4):
                await anyio.lowlevel.checkpoint()
            await app.service.release(app.opened.window)
        assert list(app.service.children.held) == []
    if (tmp_path / "pid").exists():
        await gone(*await written(tmp_path / "pid"))


async def test_a_detached_program_stays(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        _, pid = await app.started("sleep", "100", detached=True, stdio=["ignore", "ignore", "ignore"])
        assert os.getsid(pid) == pid
        await app.service.release(app.opened.window)
    try:
        assert alive(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        await gone(pid)


async def test_nothing_is_left_of_a_host_that_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    lines = [TREE.format(pids), DAEMON.format(pids), STUBBORN.format(pids)]
    process = _host(lines)
    try:
        found = await written(pids, 5)
        everything = [child.pid for child in psutil.Process(process.pid).children(recursive=True)]
        assert len(everything) > len(found)
    finally:
        process.kill()
        process.communicate()
    await gone(*found, *everything)


def _host(lines: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", HOST, json.dumps(lines)], stdout=subprocess.PIPE)


async def test_programs_go_with_a_supervisor_that_is_killed(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        id, pid = await app.started("sleep", "100")
        supervisor = psutil.Process(pid).ppid()
        os.kill(supervisor, signal.SIGKILL)
        with anyio.fail_after(PATIENCE):
            assert await app.ok("wait", id=id) == {"code": None, "signal": 9, "signalName": "SIGKILL"}
        await gone(pid)
        told, _ = await app.run("true")
        assert told["code"] == 0, "another supervisor takes its place"


async def test_a_tree_goes_with_its_window(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        await app.started("sh", "-c", TREE.format(tmp_path / "pids"))
        pids = await written(tmp_path / "pids", 3)
        app.opened.host.windows_manager.close(app.opened.window)
        await gone(*pids)
