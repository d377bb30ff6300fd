"""Guests in processes of their own: their streams, their ends, and how they are stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oro_wasm.engine.cache import Cache
from oro_wasm.engine.code import Store
from oro_wasm.engine.digest import digest_of
from oro_wasm.errors import BadArguments, CannotRun, NoSuchExport, NotWebAssembly, RunnerEnded
from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.start import Limits, Start
from oro_wasm.programs.program import Program
from oro_wasm.programs.programs import Programs
from oro_wasm.testing import ECHO, EXIT_7, HELLO, IMPORTS, READ_IDLE, SLEEP, SPIN, SPIN_AT_START, TRAP

from oro_framework.errors import ErrnoError
from oro_framework.testing.waiting import until

pytestmark = pytest.mark.anyio

ADD = """(module (func (export "add") (param i32 i64) (result i64)
  (i64.add (i64.extend_i32_s (local.get 0)) (local.get 1))))"""


async def _output(program: Program, fd: int = 1) -> bytes:
    return b"".join([chunk async for chunk in program.read(fd)])


async def _outcome(programs: Programs, path: Path, **asked: Any) -> Outcome:
    program = await programs.start(None, Start(path=str(path), **asked))
    return await program.wait()


async def test_a_program_writes_and_ends_with_its_code(made: Any, programs: Any) -> None:
    async with programs() as table:
        program = await table.start(None, Start(path=str(made(HELLO))))
        assert await _output(program) == b"hello\n"
        assert await program.wait() == Outcome(code=0, memory=65536)
        assert (await _outcome(table, made(EXIT_7))).code == 7


async def test_input_is_answered_line_by_line(made: Any, programs: Any) -> None:
    async with programs() as table:
        program = await table.start(None, Start(path=str(made(ECHO))))
        for line in (b"one\n", b"two\n"):
            await program.write(line)
            assert await program.take(1) == line
        await program.end_input()
        assert await program.take(1) == b""
        assert (await program.wait()).code == 0


async def test_a_function_gets_typed_parameters_and_gives_typed_results(made: Any, programs: Any) -> None:
    path = made(ADD)
    async with programs() as table:
        outcome = await _outcome(table, path, function="add", args=(2, "9007199254740993"))
        assert (outcome.results, outcome.types) == ((9007199254740995,), ("i64",))
        with pytest.raises(BadArguments, match="takes 2 parameters"):
            await _outcome(table, path, function="add", args=(1,))
        with pytest.raises(NoSuchExport, match='did you mean "add"'):
            await _outcome(table, path, function="ad", args=(1, 2))
        with pytest.raises(CannotRun, match="no `_start`"):
            await _outcome(table, path)


async def test_a_trap_names_the_functions_that_were_under_way(made: Any, programs: Any) -> None:
    async with programs() as table:
        trap = (await _outcome(table, made(TRAP))).trap
        assert trap is not None
        assert trap.code == "unreachable"
        assert [frame.function for frame in trap.frames] == ["inner", "outer", "function 6"]


@pytest.mark.parametrize("text", [SPIN, SPIN_AT_START, READ_IDLE, SLEEP], ids=["spin", "start", "read", "sleep"])
async def test_a_guest_ends_when_it_is_killed_whatever_it_does(made: Any, programs: Any, text: str) -> None:
    async with programs() as table:
        await _outcome(table, made(HELLO))  # so that a process is ready
        path = made(text)
        program = await table.start(None, Start(path=str(path)))
        before = table.runners.processes
        program.kill()
        with trio.fail_after(2):
            assert await program.wait() == Outcome(code=137, stopped="killed")
        assert before != table.runners.processes


@pytest.mark.parametrize("text", [SPIN, READ_IDLE, SLEEP], ids=["spin", "read", "sleep"])
async def test_a_guest_ends_at_its_deadline(made: Any, programs: Any, text: str) -> None:
    async with programs() as table:
        outcome = await _outcome(table, made(text), limits=Limits(timeout=0.05))
        assert outcome == Outcome(code=137, stopped="timeout")


async def test_files_that_are_no_modules_are_refused(tmp_path: Path, programs: Any) -> None:
    (tmp_path / "text.wasm").write_text("hello")
    (tmp_path / "cut.wasm").write_bytes(b"\0asm\1\0\0\0\1")
    async with programs() as table:
        with pytest.raises(NotWebAssembly, match="does not begin as WebAssembly does"):
            await _outcome(table, tmp_path / "text.wasm")
        with pytest.raises(NotWebAssembly, match="offset"):
            await _outcome(table, tmp_path / "cut.wasm")
        with pytest.raises(ErrnoError, match="No such file"):
            await _outcome(table, tmp_path / "absent.wasm")


async def test_a_thousand_guests_leave_nothing_behind(made: Any, programs: Any) -> None:
    path = made(HELLO)
    process = psutil.Process()
    async with programs() as table:
        for _ in range(100):  # until the process that was started for the second guest is at rest
            await _ended(table, path)
        await until(lambda: len(table.runners.processes) == 1)
        descriptors, threads, memory = process.num_fds(), process.num_threads(), _memory(table)
        for _ in range(1000):
            await _ended(table, path)
        assert list(table.held) == []
        await until(lambda: len(table.runners.processes) == 1)
        assert process.num_fds() <= descriptors
        assert process.num_threads() <= threads + 1  # trio keeps some that wait
        assert _memory(table) < memory + (16 << 20)
    assert process.num_fds() < descriptors


def _memory(table: Programs) -> int:
    """Return the bytes of the one process that runs guests."""
    (pid,) = table.runners.processes
    resident: int = psutil.Process(pid).memory_info().rss
    return resident


async def _ended(table: Programs, path: Path) -> None:
    program = await table.start(None, Start(path=str(path)))
    assert await _output(program) == b"hello\n"
    await program.wait()
    await program.aclose()
    table.settle(program)


async def test_runners_end_with_the_app(made: Any, programs: Any) -> None:
    async with programs() as table:
        await _outcome(table, made(HELLO))
        pids = table.runners.processes
    assert pids
    assert not any(psutil.pid_exists(pid) for pid in pids)


async def test_output_waits_for_its_reader(made: Any, programs: Any) -> None:
    """A program that writes 100 MB is held up by a reader that does not read; memory stays flat."""
    flood = f"""(module {IMPORTS}
      (func (export "_start") (local $left i32)
        (i32.store (i32.const 0) (i32.const 0)) (i32.store (i32.const 4) (i32.const 50000))
        (local.set $left (i32.const 2000))
        (loop $next
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 60000)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $next (local.get $left)))))"""
    async with programs() as table:
        program = await table.start(None, Start(path=str(made(flood))))
        total, most = 0, 0
        process = psutil.Process()
        before = process.memory_info().rss
        async for chunk in program.read(1):
            total += len(chunk)
            most = max(most, process.memory_info().rss)
        assert total == 100_000_000
        assert most - before < 32 << 20
        assert (await program.wait()).code == 0
    assert os.getpid() == process.pid


async def test_a_process_that_ends_by_itself_fails_its_guest_alone(made: Any, programs: Any) -> None:
    async with programs() as table:
        program = await table.start(None, Start(path=str(made(ECHO))))
        await program.write(b"ready")
        assert await program.take(1) == b"ready"  # it has begun: before, another process would take its place
        *_, pid = table.runners.processes  # those that wait for a guest come first
        psutil.Process(pid).send_signal(signal.SIGABRT)
        with pytest.raises(RunnerEnded, match="has ended with signal 6"):
            await program.wait()
        assert (await _outcome(table, made(EXIT_7))).code == 7


def test_guests_end_with_an_app_that_is_killed(tmp_path: Path, made: Any) -> None:
    app = tmp_path / "app.py"
    app.write_text(f"""
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oro_wasm.api import Guests

async def main():
    async with Guests() as guests:
        program = await guests.start({str(made(ECHO))!r})
        await program.write(b"ready")
        await program.take(1)
        print(*guests._programs.runners.processes, flush=True)
        await trio.sleep_forever()

trio.run(main)
""")
    with subprocess.Popen([sys.executable, str(app)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert pids
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=5)
    assert not alive


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"\0asm\1\0\0\0" + rest))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_code_or_refused_as_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bytes.wasm"
    path.write_bytes(data)
    with suppress(NotWebAssembly):
        assert Store(Cache(tmp_path / "cache")).load(path).digest == digest_of(data)


async def test_guests_stand_still_while_the_app_is_paused(made: Any, programs: Any) -> None:
    async with programs() as table:
        program = await table.start(None, Start(path=str(made(ECHO))))
        await program.write(b"one")
        assert await program.take(1) == b"one"
        (runner,) = table.runners._lent
        process = psutil.Process(runner.process.pid)
        table.runners.pause()
        await until(lambda: process.status() == psutil.STATUS_STOPPED)
        await program.write(b"two")
        table.runners.resume()
        assert await program.take(1) == b"two"
        table.runners.pause()
        program.kill()
        assert (await program.wait()).stopped == "killed"


async def test_a_process_that_was_ended_while_idle_is_replaced(made: Any, programs: Any) -> None:
    async with programs() as table:
        await _outcome(table, made(HELLO))
        for pid in table.runners.processes:
            psutil.Process(pid).kill()
            await until(partial(_is_dead, pid))
        assert (await _outcome(table, made(EXIT_7))).code == 7


def _is_dead(pid: int) -> bool:
    """Return whether every thread of a child has ended; the first may be a zombie before the others."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None
