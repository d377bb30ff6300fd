"""Programs and their pipes, as pages have them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import anyio
import pytest

from .conftest import PATIENCE, App, Opener, alive, gone

pytestmark = pytest.mark.anyio

PYTHON = sys.executable
RESERVED = 1 << 31 | 1 << 32
"""Signals 32 and 33 belong to the C library: no program can reset what it was started with."""


async def test_output_and_end_are_told_apart(opened: Opener) -> None:
    async with opened() as app:
        id, pid = await app.started("sh", "-c", "echo out; echo err >&2; exit 3")
        assert pid > 0
        assert await app.output(id, 1) == b"out\n"
        assert await app.output(id, 2) == b"err\n"
        assert await app.ok("wait", id=id) == {"code": 3, "signal": None, "signalName": None}
        await app.ok("end", id=id)
        assert (await app.call("wait", id=id)).err["type"] == "NotFoundError"
        assert list(app.service.children.held) == []


async def test_input_goes_through_in_order_and_ends(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("cat")
        read: list[bytes] = []

        async def read_all() -> None:
            read.append(await app.output(id))

        big = bytes(range(256)) * 2048
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as group:
                group.start_soon(read_all)
                await app.ok("write", b"first ", id=id)
                await app.ok("write", big, id=id)
                await app.ok("end", id=id)
        assert read == [b"first " + big]


async def test_a_program_waits_for_a_page_that_does_not_read(opened: Opener) -> None:
    async with opened() as app:
        id, pid = await app.started(
            PYTHON, "-c", "import os,sys\nfor n in range(64):\n os.write(1,bytes(1<<16)); os.write(2,b'.')"
        )
        async with app.opened.stream(f"ipc://child_process.read?id={id}&fd=2") as steps:
            wrote = len(await steps.read())
            # Nothing tells that no step comes any more: waiting too short lets a program through that goes on.
            with anyio.move_on_after(0.5):
                while wrote < 8:
                    wrote += len(await steps.read())
            assert 0 < wrote < 8, "it should stand still with a full pipe"
            assert alive(pid)
        assert len(await app.output(id)) > 0


async def test_a_writer_waits_for_a_program_that_does_not_read(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("sleep", "100")
        with anyio.move_on_after(0.3) as waited:
            await app.ok("write", bytes(1 << 20), id=id)
        assert waited.cancelled_caught


@pytest.mark.parametrize(
    ("file", "name", "more"),
    [
        ("no-such-program", "ENOENT", {}),
        ("/etc/passwd", "EACCES", {}),
        ("ls", "ENOENT", {"cwd": "/no/such/folder"}),
        ("", "ENOENT", {}),
        ("ls", "ENOENT", {"env": {"PATH": "/etc"}}),
    ],
)
async def test_what_cannot_be_started_says_why(opened: Opener, file: str, name: str, more: dict[str, object]) -> None:
    async with opened() as app:
        err = (await app.start(file, **more)).err
        assert (err["type"], err["name"], err["syscall"], err["path"]) == ("ErrnoError", name, "spawn", file)
        assert list(app.service.children.held) == []


async def test_a_script_without_an_interpreter_runs_in_a_shell(opened: Opener, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text('echo "$1" in $(pwd)\n')
    script.chmod(0o755)
    async with opened() as app:
        _, outputs = await app.run("./script", "given", cwd=str(tmp_path))
        assert outputs[1] == f"given in {tmp_path}\n".encode()


async def test_environment_name_and_folder_are_what_the_page_says(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        _, outputs = await app.run("/usr/bin/env", env={"A": "1", "B": "ü"})
        assert sorted(outputs[1].decode().splitlines()) == ["A=1", "B=ü"]
        id, _ = await app.started("sh", "-c", 'echo "$0"; pwd', cwd=str(tmp_path))
        assert await app.output(id) == f"sh\n{tmp_path}\n".encode()


async def test_argv0_is_what_the_page_says(opened: Opener) -> None:
    async with opened() as app:
        told, outputs = await app.run("other-name", "-c", 'echo "$0"', file="sh")
        assert (told["code"], outputs[1]) == (0, b"other-name\n")


async def test_more_descriptors_go_both_ways(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started(
            "sh", "-c", "read line <&3; echo got $line >&4", stdio=["ignore", "pipe", "pipe", "pipe", "pipe"]
        )
        await app.ok("write", b"this\n", id=id, fd=3)
        assert await app.output(id, 4) == b"got this\n"


async def test_ignored_descriptors_are_not_there(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("sh", "-c", "cat; echo lost", stdio=["ignore", "ignore", "pipe"])
        assert (await app.call("read", id=id)).err["code"] == "ERR_CLOSED"
        err = (await app.call("write", b"x", id=id)).err
        assert (err["type"], err["message"]) == ("NotSupportedError", "Child process stdin is not opened")
        assert await app.ok("wait", id=id) == {"code": 0, "signal": None, "signalName": None}


async def test_programs_have_only_their_own_descriptors(opened: Opener) -> None:
    async with opened() as app:
        for _ in range(3):
            await app.started("sleep", "100")
        _, outputs = await app.run("ls", "/proc/self/fd")
        assert outputs[1].split() == [b"0", b"1", b"2", b"3"]  # 3 is ls reading the folder


async def test_signals_are_as_a_new_program_has_them(opened: Opener) -> None:
    async with opened() as app:
        _, outputs = await app.run("grep", "-E", "^Sig(Ign|Blk)", "/proc/self/status")
        masks = [int(line.split()[1], 16) for line in outputs[1].decode().splitlines()]
        assert [mask & ~RESERVED for mask in masks] == [0, 0]


async def test_a_signal_reaches_the_tree(opened: Opener, tmp_path: Path) -> None:
    async with opened() as app:
        id, pid = await app.started("sh", "-c", "sleep 100 & echo $!; wait")
        async with app.opened.stream(f"ipc://child_process.read?id={id}") as lines:
            below = int(await lines.read())
        assert alive(below)
        await app.ok("kill", id=id, signal="SIGTERM")
        assert await app.ok("wait", id=id) == {"code": None, "signal": 15, "signalName": "SIGTERM"}
        await gone(pid, below)


async def test_signals_are_refused_as_kill_refuses_them(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("sleep", "100")
        await app.ok("kill", id=id, signal=0)
        assert (await app.call("kill", id=id, signal=99)).err["name"] == "EINVAL"
        assert (await app.call("kill", id=id, signal="SIGNONE")).err["name"] == "EINVAL"
        await app.ok("kill", id=id, signal=9)
        await app.ok("wait", id=id)
        assert (await app.call("kill", id=id)).err["name"] == "ESRCH"
        assert (await app.call("kill", id="17")).err["message"] == "A process with that id does not exist"


async def test_writing_to_what_has_ended_is_a_broken_pipe(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("true")
        await app.ok("wait", id=id)
        err = (await app.call("write", b"x", id=id)).err
        assert (err["name"], err["syscall"]) == ("EPIPE", "write")


async def test_a_stream_given_up_closes_the_pipe(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("yes")
        async with app.opened.stream(f"ipc://child_process.read?id={id}") as flood:
            assert await flood.read()
        with anyio.fail_after(PATIENCE):
            assert await app.ok("wait", id=id) == {"code": None, "signal": 13, "signalName": "SIGPIPE"}


async def test_ids_and_numbers_are_limited(opened: Opener) -> None:
    async with opened(process_max_children=2) as app:
        await app.started("sleep", "100", id="7")
        assert (await app.start("true", id="7")).err["message"] == "A process with that id already exists"
        await app.started("sleep", "100")
        assert (await app.start("sleep", "100")).err["name"] == "EAGAIN"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"file":"a","args":[1]}',
        b'{"file":"a\\u0000b","args":[]}',
        b'{"file":"a","args":[],"env":{"A=B":"c"}}',
        b'{"file":"a","args":[],"stdio":[-1]}',
        b'{"file":"a","args":[],"uid":-1}',
        b'{"file":"a","args":[],"other":1}',
    ],
)
async def test_a_description_that_is_none_is_refused(opened: Opener, body: bytes) -> None:
    async with opened() as app:
        assert (await app.call("start", body)).err["code"] == "ERR_INVALID_ARG"


async def test_who_runs_it_can_be_said(opened: Opener) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may")
    async with opened() as app:
        _, outputs = await app.run("id", "-u", uid=65534, gid=65534)
        assert outputs[1] == b"65534\n"
        _, outputs = await app.run("id", "-G", uid=65534, gid=65534)
        assert outputs[1] == b"65534\n"


async def _many(app: App, count: int) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(app.run, "true")


async def test_output_is_taken_piece_by_piece(opened: Opener) -> None:
    async with opened() as app:
        id, _ = await app.started("sh", "-c", "echo one; read line; echo $line", stdio=["pipe", "pipe", "ignore"])
        assert (await app.call("take", id=id)).body == b"one\n"
        await app.ok("write", b"two\n", id=id)
        assert (await app.call("take", id=id)).body == b"two\n"
        assert (await app.call("take", id=id)).body == b""
        assert (await app.call("take", id=id)).err["code"] == "ERR_CLOSED"


async def test_many_at_once(opened: Opener) -> None:
    async with opened() as app:
        with anyio.fail_after(PATIENCE):
            await _many(app, 100)
        assert list(app.service.children.held) == []


async def test_a_file_is_nobodys_where_no_plugin_opens_files(opened: Opener) -> None:
    async with opened() as app:
        started = await app.call("start", b'{"file":"true","args":[],"stdio":["ignore",7]}')
        assert (started.err["name"], started.err["syscall"]) == ("EBADF", "spawn")
