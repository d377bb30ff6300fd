"""Programs that are WebAssembly, in real containers."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime
from oro_container.api import Policy
from oro_container.inside.binary_formats import are_own

from ..conftest import Booted

pytestmark = pytest.mark.anyio
ECHO = """(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 100))
    (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
    (i32.store (i32.const 4) (i32.load (i32.const 8)))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (call $exit (i32.const 7))))"""
"""Writes what it reads, and exits with 7."""
TRAP = '(module (memory (export "memory") 1) (func (export "_start") unreachable))'


def wasm(text: str) -> bytes:
    return bytes(wasmtime.wat2wasm(text))


async def test_a_file_of_webassembly_is_a_program(booted: Booted) -> None:
    async with booted() as container:
        await container.files.mkdir("bin")
        await container.files.write("bin/echo.wasm", wasm(ECHO))
        await container.files.chmod("bin/echo.wasm", 0o755)
        for _ in range(2):  # compiled, then kept
            done = await container.run("./bin/echo.wasm", input=b"hello")
            assert (done.exit.code, done.output) == (7, b"hello")
        path = f"{container.workdir}/bin:{container.path}"
        assert (await container.run("echo.wasm", env={"PATH": path}, input=b"by path")).output == b"by path"
        assert (await container.run("sh", "-c", "wasm bin/echo.wasm; echo $?")).output == b"7\n"


@pytest.mark.skipif(not are_own(), reason="containers have no binary formats of their own before Linux 6.7")
async def test_any_program_starts_a_file_of_webassembly(booted: Booted) -> None:
    async with booted() as container:
        await container.files.mkdir("bin")
        await container.files.write("bin/echo.wasm", wasm(ECHO))
        await container.files.chmod("bin/echo.wasm", 0o755)
        script = 'PATH=$PWD/bin:$PATH; echo -n by path | ./bin/echo.wasm; echo " $?"; echo -n by name | echo.wasm'
        for shell in ("sh", "bash"):
            done = await container.run(shell, "-c", script)
            assert (done.exit.code, done.output) == (7, b"by path 7\nby name")
        code = "require('node:child_process').spawnSync('./bin/echo.wasm', { input: 'by Node' }).stdout.toString()"
        assert (await container.run("node", "-p", code)).output == b"by Node\n"
        seen = await container.run("sh", "-c", "ls /proc/sys/fs/binfmt_misc; grep binfmt /proc/mounts; ls /proc/1/fd")
        assert b"wasm" not in seen.output
        assert b"binfmt" not in seen.output.replace(b"/proc/sys/fs/binfmt_misc", b"")


async def test_a_program_that_cannot_go_on_says_why(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("trap.wasm", wasm(TRAP))
        await container.files.write("broken.wasm", b"\0asm nothing")
        done = await container.run("wasm", "trap.wasm")
        assert (done.exit.code, b'Cannot go on with "trap.wasm"' in done.output) == (134, True)
        done = await container.run("wasm", "broken.wasm")
        assert (done.exit.code, b"broken.wasm" in done.output) == (126, True)


async def test_python_runs_code_and_scripts(booted: Booted) -> None:
    async with booted() as container:
        done = await container.run("python", "-c", "import sys; print(6 * 7, sys.platform); sys.exit(3)")
        assert (done.exit.code, done.output.splitlines()[-1]) == (3, b"42 wasi")
        await container.files.write("helper.py", b"def total(text): return sum(map(int, text.split()))")
        script = (
            b"import os, sys, helper\nopen('sum.txt', 'w').write(str(helper.total(open(sys.argv[1]).read())))\n"
            b"print(sys.stdin.read(), os.environ['WORD'])\nopen('/tmp/made', 'w').close()\n"
        )
        await container.files.write("main.py", script)
        await container.files.write("numbers.txt", b"1 2 3")
        done = await container.run("python", "main.py", "numbers.txt", input=b"in", env={"WORD": "word"})
        assert (done.exit.code, done.output) == (0, b"in word\n")
        assert await container.files.read("sum.txt") == b"6"


async def test_quickjs_runs_a_script(booted: Booted) -> None:
    async with booted() as container:
        await container.files.write("main.js", b"console.log(6 * 7, process.argv[2]); process.exit(5)")
        done = await container.run("qjs", "main.js", "word")
        assert (done.exit.code, done.output.splitlines()[-1]) == (5, b"42 word")


@pytest.mark.parametrize(
    "path", ["/etc/shadow", "/usr/local/lib/oro/guest/run.py", "/home/../etc/passwd", "../../etc/passwd"]
)
async def test_python_reaches_no_files_outside(booted: Booted, path: str) -> None:
    async with booted() as container:
        done = await container.run("python", "-c", f"open({path!r})")
        assert done.exit.code == 1
        assert b"Error" in done.output.splitlines()[-1]


async def test_what_is_kept_for_all_cannot_be_written(booted: Booted) -> None:
    async with booted() as container:
        assert (await container.run("python", "-c", "")).exit.code == 0
        script = (
            "cd /usr/local/lib/oro; "
            "for each in */ programs/code/; do touch $each/made 2>/dev/null && echo $each; done; "
            "chmod -R u+w . 2>/dev/null && echo changed; "
            "for each in programs/code/*; do echo >> $each && echo $each; done 2>/dev/null; "
            "ls python/lib/*/site-packages packages | grep -c trio"
        )
        assert (await container.run("sh", "-c", script)).output == b"0\n"


async def test_programs_of_the_machine_come_first(booted: Booted) -> None:
    async with booted(policy=Policy(programs=("python3",))) as container:
        done = await container.run("sh", "-c", "command -v python; command -v qjs")
        assert done.output == b"/usr/local/bin/qjs\n"


async def test_it_is_not_fetched_where_the_policy_has_no_packages(
    booted: Booted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    async with booted(policy=Policy(packages=False)) as container:
        done = await container.run("python", "-V")
    assert done.exit.code == 126
    assert b'Cannot start "python": python-wasi (12 MB) would have to be fetched' in done.output


async def test_an_app_without_an_engine_says_so(booted: Booted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oro_container.programs.wasm.mounts._has_engine", lambda: False)
    async with booted() as container:
        await container.files.write("echo.wasm", wasm(ECHO))
        await container.files.chmod("echo.wasm", 0o755)
        done = await container.run("./echo.wasm")
    assert (done.exit.code, b"install oro-wasm" in done.output) == (126, True)


@pytest.mark.parametrize("link", ["/etc/shadow", "/usr/local/lib/oro/guest/run.py"])
async def test_links_lead_python_nowhere_else(booted: Booted, link: str) -> None:
    async with booted() as container:
        await container.files.symlink(link, "link")
        assert (await container.run("python", "-c", "open('link')")).exit.code == 1
