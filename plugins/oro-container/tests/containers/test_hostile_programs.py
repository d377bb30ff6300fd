"""Programs that mean harm to the app, and by it to other containers; each ends no more than its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trio
from oro_container.api import Container, Containers, Level, Policy
from oro_container.containers.containers import Containers as Booting

from oro_framework.errors import ErrnoError

from ..conftest import Booted

pytestmark = pytest.mark.anyio
PYTHON = ("python3", "-I", "-S", "-c")
WITH_PYTHON = Policy(programs=("python3",))


async def test_a_list_of_long_commands_arrives(booted: Booted) -> None:
    """As long as it would have no room in a packet."""
    script = "exec 3<&0; for i in $(seq 60); do sh -c 'echo; read line <&3' sh $1 & done; wait"
    async with booted() as container:
        process = await container.spawn("sh", "-c", script, "sh", "0" * 3000)
        begun = b""
        while len(begun) < 60:
            piece = await process.take()
            assert piece is not None
            begun += piece
        found = await container.processes()
        assert len([each for each in found if "0" * 3000 in each["argv"]]) == 61


async def test_names_of_files_arrive_whatever_they_are(booted: Booted) -> None:
    script = "import os\nfor i in range(700): open(b'%03d' % i + b'\\xff' * 250, 'w').close()"
    async with booted(policy=WITH_PYTHON) as container:
        watch = await container.watch()
        done = await container.run(*PYTHON, script)
        assert done.exit.code == 0, done.output
        assert len(await container.files.readdir("")) == 700
        paths: set[str] = set()
        with trio.fail_after(20):
            while len(paths) < 700:
                batch = await watch.take()
                assert batch is not None
                paths |= {each["path"] for each in batch.events}
        watch.close()


async def test_folders_within_each_other_go_with_the_container(tmp_path: Path) -> None:
    script = """
import os
for _ in range(1500):
    os.mkdir("d")
    open("f", "w").close()
    os.chdir("d")
"""
    async with Containers(tmp_path) as containers, containers.booted() as other:
        async with containers.booted(policy=WITH_PYTHON) as container:
            done = await container.run(*PYTHON, script)
            assert done.exit.code == 0, done.output
            with pytest.raises(Exception, match="Too many"):
                await containers.clone(container)
            with pytest.raises(ErrnoError):
                await container.files.rm("d", recursive=True)
            assert await container.files.readdir("")
        await _ended(container)
        assert (await other.run("echo", "on")).output == b"on\n"
        assert len(os.listdir(tmp_path)) == 1


async def test_files_that_say_they_are_huge_are_not_read(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers, containers.booted() as container:
        done = await container.run("sh", "-c", "echo begin > a; truncate -s 1T a; echo end >> a")
        assert done.exit.code == 0, done.output
        with pytest.raises(ErrnoError, match="File too large"):
            await container.files.read("a")
        with pytest.raises(ErrnoError, match="File too large"):
            await container.files.entries()
        copy = await containers.clone(container)
        told = await copy.run("sh", "-c", "stat -c %s a; du -k a | cut -f1; head -c 6 a; tail -c 4 a")
        size, used, *rest = told.output.decode().split()
        assert (int(size), rest) == ((1 << 40) + 4, ["begin", "end"])
        assert int(used) < 1024


async def test_connections_to_the_host_take_few_descriptors_of_it(booted: Booted, level: Level) -> None:
    script = """
import os, socket, sys
print("up", flush=True)
kept = []
for _ in range(300):
    made = socket.socket(socket.AF_UNIX)
    made.setblocking(False)
    while True:
        try:
            made.connect("/run/host.sock")
        except BlockingIOError:
            if len(kept) > 60:
                print("full", flush=True)
                sys.stdin.read()
            continue
        break
    kept.append(made)
print("all", flush=True)
sys.stdin.read()
"""
    async with booted(policy=WITH_PYTHON) as container:
        before = len(os.listdir("/proc/self/fd"))
        process = await container.spawn(*PYTHON, script)
        told = b""
        with trio.fail_after(20):
            while not told.endswith((b"full\n", b"all\n")):
                told += await process.take()
        assert told.endswith(b"full\n")
        assert len(os.listdir("/proc/self/fd")) - before < 64


async def test_a_fault_of_the_host_ends_one_container_alone(tmp_path: Path) -> None:
    faulty: list[Container] = []

    async def fail() -> None:
        await began.wait()
        raise ValueError("a fault")

    def prepare(container: Container) -> None:
        if not faulty:
            faulty.append(container)
            container.door.serve = fail  # type: ignore[method-assign]

    began = trio.Event()
    containers = Booting(tmp_path, prepare=prepare)
    async with containers.running():
        first, second = await containers.boot(), await containers.boot()
        events = first.events.listen()
        began.set()
        await _ended(first)
        batch = await events.take()
        assert batch is not None
        assert "fault of its host" in batch.events[0]["message"]
        assert (await second.run("echo", "on")).output == b"on\n"


async def _ended(container: Container) -> None:
    with trio.fail_after(20):
        await container.ended.wait()
