"""Containers with real programs in them."""

from __future__ import annotations

import getpass
import os
import signal
from pathlib import Path

import pytest
import trio
from oro_container.api import Containers, Entry, Policy, Process, Size
from oro_container.errors import ProgramNotFound, TornDown

from oro_framework.errors import Closed, ErrnoError, InvalidArgument, TooLarge

from ..conftest import Booted

pytestmark = pytest.mark.anyio


async def _all(process: Process) -> bytes:
    return b"".join([data async for data in process.read()])


async def test_node_runs_in_its_working_folder(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("index.js", b"console.log(process.cwd(), require('os').userInfo().username)")
        done = await container.run("node", "index.js")
        name = "user" if container.level == "namespaces" else getpass.getuser()
        assert (done.exit.code, done.output.decode()) == (0, f"{container.workdir} {name}\n")
        assert container.level != "namespaces" or container.workdir == "/home/project"


async def test_output_has_that_of_descendants_and_errors(booted: Booted) -> None:
    async with booted() as container:
        done = await container.run("sh", "-c", "echo one; (echo two >&2; sh -c 'echo three'); exit 3")
        assert (done.exit.code, done.output) == (3, b"one\ntwo\nthree\n")


async def test_error_output_is_read_apart_where_asked(booted: Booted) -> None:
    async with booted() as container:
        process = await container.spawn("sh", "-c", "echo out; echo err >&2", merged=False)
        assert (await process.take(2), await process.take(1)) == (b"err\n", b"out\n")
        assert (await process.wait()).code == 0


async def test_input_is_written_and_ended(booted: Booted) -> None:
    async with booted() as container:
        assert (await container.run("wc", "-c", input=b"x" * 300_000)).output.strip() == b"300000"
        process = await container.spawn("cat")
        await process.write(b"line\n")
        assert await process.take() == b"line\n"
        await process.end_input()
        assert await process.take() == b""
        with pytest.raises(Closed, match="its input has ended"):
            await process.write(b"more")


async def test_a_terminal_has_a_size_and_job_control(booted: Booted) -> None:
    async with booted() as container:
        script = (
            "trap 'stty size' WINCH; trap 'echo interrupted; exit 4' INT; stty size; tty; while :; do read line; done"
        )
        process = await container.spawn("sh", "-c", script, terminal=Size(100, 30))
        seen = b""
        while b"/dev/pts/0" not in seen:
            seen += await process.take()
        assert seen.startswith(b"30 100\r\n")
        process.resize(Size(132, 43))
        await process.write(b"\n")
        while b"43 132" not in seen:
            seen += await process.take()
        await process.write(b"\x03")
        assert b"interrupted" in await _all(process)
        assert (await process.wait()).code == 4


async def test_programs_that_are_not_there_are_named(booted: Booted) -> None:
    async with booted() as container:
        with pytest.raises(ProgramNotFound, match='Cannot start "nothing-of-that-name"'):
            await container.spawn("nothing-of-that-name")
        with pytest.raises(ErrnoError, match="Not a directory"):
            await container.spawn("true", cwd="nowhere")


async def test_a_script_of_a_package_is_found_first(booted: Booted) -> None:
    async with booted() as container:
        await container.files.mkdir("node_modules/.bin", recursive=True)
        await container.files.write("node_modules/.bin/wc", b"#!/bin/sh\necho mine")
        await container.files.chmod("node_modules/.bin/wc", 0o755)
        assert (await container.run("wc")).output == b"mine\n"


async def test_killing_ends_everything_a_process_started(booted: Booted) -> None:
    async with booted() as container:
        script = "setsid sh -c 'echo $$; sleep 1000 & wait' & echo $$; wait"
        process = await container.spawn("sh", "-c", script)
        seen = b""
        while seen.count(b"\n") < 2:
            seen += await process.take()
        await container.kill(process)
        end = await process.wait()
        assert (end.code, end.signal) == (137, "SIGKILL")
        assert await process.take() == b""
        assert await container.processes() == []


async def test_the_table_lists_processes(booted: Booted) -> None:
    async with booted() as container:
        process = await container.spawn("sleep", "1000", cwd="")
        (listed,) = await container.processes()
        assert (listed["pid"], listed["argv"], listed["cwd"]) == (process.pid, ["sleep", "1000"], container.workdir)
        await container.kill(process, signal.SIGSTOP)
        while listed["state"] != "stopped":
            (listed,) = await container.processes()


async def test_files_are_those_that_programs_see(booted: Booted) -> None:
    async with booted() as container:
        await container.files.put(
            [
                Entry(path="src", kind="directory"),
                Entry(path="src/a.txt", kind="file", data=b"a"),
                Entry(path="run", kind="file", data=b"#!/bin/sh\necho ran", mode=0o755),
                Entry(path="link", kind="symlink", target="src/a.txt"),
            ]
        )
        assert (await container.run("cat", "link", "src/a.txt")).output == b"aa"
        assert (await container.run("./run")).output == b"ran\n"
        await container.run("sh", "-c", "mkdir -p deep/er; echo b > deep/er/b; rm -r src")
        found = {(entry.path, entry.kind, entry.data) for entry in await container.files.entries()}
        assert found >= {("deep", "directory", b""), ("deep/er/b", "file", b"b\n"), ("link", "symlink", b"")}
        assert not any(path.startswith("src") for path, _, _ in found)
        assert [(each.name, each.kind) for each in await container.files.readdir("/")] == [
            ("deep", "directory"),
            ("link", "symlink"),
            ("run", "file"),
        ]


async def test_links_lead_where_programs_are_led(booted: Booted, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("of the machine")
    async with booted() as container:
        await container.run("sh", "-c", f"ln -s {tmp_path}/secret there; ln -s /etc/passwd users; ln -s / top")
        with pytest.raises(ErrnoError, match=r"No such file|Permission denied"):
            await container.files.read("there")
        with pytest.raises(ErrnoError, match=r"No such file|not permitted"):
            await container.files.chmod("there", 0o777)
        seen = (await container.run("cat", "/etc/passwd")).output
        assert await container.files.read("users") == await container.files.read("top/etc/passwd") == seen
        if container.level == "namespaces":
            assert seen.startswith(b"user:x:1000")
            assert b"root" not in seen


async def test_pipes_and_devices_hold_up_none(booted: Booted) -> None:
    async with booted() as container:
        await container.run("sh", "-c", "mkfifo pipe; ln -s /dev/zero zero")
        for name in ("pipe", "zero"):
            with pytest.raises(ErrnoError, match="Invalid argument"):
                await container.files.read(name)


async def test_paths_stay_below_the_working_folder(booted: Booted) -> None:
    async with booted() as container:
        own = container.workdir
        for path in ("../../etc/passwd", "/../../../etc/passwd", f"{own}/../../etc/passwd"):
            assert container.files.located(path) == f"{own}/etc/passwd"
        with pytest.raises(ErrnoError):
            await container.files.read("../../etc/passwd")


async def test_named_files_are_there_at_the_next_boot(booted: Booted) -> None:
    async with booted(name="kept") as container:
        await container.files.write("a", b"1")
    async with booted(name="kept") as container:
        assert await container.files.read("a") == b"1"


async def test_files_without_a_name_go_with_the_container(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers:
        async with containers.booted() as container:
            await container.files.write("a", b"1")
            assert len(os.listdir(tmp_path)) == 1
        assert os.listdir(tmp_path) == []


async def test_what_has_ended_says_so(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers:
        async with containers.booted() as container:
            process = await container.spawn("sleep", "1000")
        assert (await process.wait()).signal == "SIGKILL"
        with pytest.raises(TornDown):
            await container.spawn("true")
        with pytest.raises(TornDown):
            await container.processes()


async def test_ports_are_connected_to(booted: Booted) -> None:
    async with booted() as container:
        with pytest.raises(ConnectionRefusedError):
            await container.connect(3000)
        script = b"require('http').createServer((q, r) => r.end('hi')).listen(3000, () => console.log('up'))"
        await container.files.write("server.js", script)
        process = await container.spawn("node", "server.js")
        assert await process.take() == b"up\n"
        async with await container.connect(3000) as stream:
            await stream.send_all(b"GET / HTTP/1.0\r\n\r\n")
            answer = b"".join([data async for data in stream])
        assert answer.endswith(b"hi")


async def test_too_much_output_ends_the_program(booted: Booted) -> None:
    async with booted() as container:
        with pytest.raises(TooLarge, match="longer than 1048576 bytes"):
            await container.run("yes", max_output=1 << 20)


async def test_a_program_that_is_not_read_waits(booted: Booted) -> None:
    async with booted() as container:
        process = await container.spawn("sh", "-c", "yes | head -c 50000000; echo done >&2", merged=False)
        with trio.move_on_after(0.2) as waiting:
            await process.take(2)
        assert waiting.cancelled_caught
        assert len(await _all(process)) == 50_000_000
        assert await process.take(2) == b"done\n"


async def test_environments_have_what_is_given(booted: Booted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "of the app")
    monkeypatch.setenv("LENT", "to programs")
    async with booted(policy=Policy(env=("LENT",))) as container:
        seen = (await container.run("env", env={"MINE": "1"})).output.decode().split("\n")
    assert {"LENT=to programs", "MINE=1", f"HOME={container.layout.home}"} <= set(seen)
    assert not any("SECRET" in line or line == f"HOME={os.environ['HOME']}" for line in seen)


async def test_a_name_with_a_slash_is_refused(booted: Booted) -> None:
    with pytest.raises(InvalidArgument, match='"a/b" is no name for a container'):
        async with booted(name="a/b"):
            pass


async def test_twenty_containers_at_once(tmp_path: Path) -> None:
    async with Containers(tmp_path) as containers:
        outputs: list[bytes] = []

        async def one(number: int) -> None:
            async with containers.booted() as container:
                outputs.append((await container.run("sh", "-c", f"echo {number}")).output)

        async with trio.open_nursery() as tasks:
            for number in range(20):
                tasks.start_soon(one, number)
        assert sorted(outputs, key=int) == [f"{number}\n".encode() for number in range(20)]
