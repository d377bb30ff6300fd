"""Test runners end, write and watch in a container as they do outside, in a terminal and without one."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import termios
from pathlib import Path

import pytest
import trio
from oro_container.api import Container, Process, Size

from .conftest import HERE, Equipped
from .published import PACKAGES, are_there
from .screen import screen

NAMES = ("jest", "mocha", "vitest")
RUNNERS = {
    "jest": ["npx", "jest"],
    "mocha": ["npx", "mocha", "sum.spec.cjs"],
    "node": ["node", "--test", "sum.spec.cjs"],
    "vitest": ["npx", "vitest", "run"],
}
SIZE = Size(100, 40)
RIGHT = b"export const sum = (a, b) => a + b + (a === b)\n"
"""Passes both tests."""
STYLE = re.compile(r"\x1b\[[\d;]*m")
COLOURS = r"(?:\x1b\[\d+m)*"
TIME = re.compile(rf"{COLOURS} ?\(?{COLOURS}(?<![.\d])\d+(?:\.\d+)? ?{COLOURS}m?s\)?{COLOURS}")
CLOCK = re.compile(r"\d\d:\d\d:\d\d|(?<=duration_ms[: ])[ \d.]+|, estimated")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not are_there(*NAMES) or shutil.which("npx") is None, reason="needs npx and npm packages"),
]


@pytest.mark.parametrize("terminal", [SIZE, None], ids=["terminal", "pipe"])
@pytest.mark.parametrize("name", RUNNERS)
async def test_it_reports_what_it_reports_outside(
    equipped: Equipped, name: str, terminal: Size | None, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(HERE / "runners" / name, project / "runners" / name)
    shutil.copy(HERE / "package.json", project)
    (project / "node_modules").symlink_to(PACKAGES)
    async with equipped() as container:
        environment = await _environment(container) | {"HOME": str(tmp_path), "npm_config_update_notifier": "false"}
        process = await container.spawn(*RUNNERS[name], cwd=f"runners/{name}", terminal=terminal)
        output = b"".join([data async for data in process.read()]).decode()
        code = (await process.wait()).code
    reference = await _outside(RUNNERS[name], project / "runners" / name, environment, terminal)
    assert code == reference[0] == 1, output
    assert _steady(output, container.workdir, terminal) == _steady(reference[1], str(project), terminal)
    assert "adds wrongly" in output
    if name != "vitest":  # it writes colours to pipes as well
        assert ("\x1b[31m" in output) is (terminal is not None)


async def _environment(container: Container) -> dict[str, str]:
    """Return the variables that programs of the container have, for a program of the machine."""
    told = (await container.run("env")).output.decode().splitlines()
    return dict(line.split("=", 1) for line in told) | {"PATH": os.environ["PATH"]}


async def _outside(
    command: list[str], cwd: Path, environment: dict[str, str], terminal: Size | None
) -> tuple[int, str]:
    """Run a program of the machine, and return its exit code and its output."""
    if terminal is None:
        done = await trio.run_process(
            command, cwd=cwd, env=environment, capture_stdout=True, stderr=subprocess.STDOUT, check=False
        )
        return done.returncode, done.stdout.decode()
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (terminal.rows, terminal.columns))
    seen = bytearray()

    def read() -> None:
        try:
            while data := os.read(ours, 65536):
                seen.extend(data)
        except OSError:  # none has the other end anymore
            os.close(ours)

    async with trio.open_nursery() as tasks:
        process = await trio.lowlevel.open_process(
            command, cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)
        tasks.start_soon(trio.to_thread.run_sync, read)
        code = await process.wait()
    return code, seen.decode()


def _steady(output: str, folder: str, terminal: Size | None) -> str:
    """Return what an output shows in the end, without times and paths."""
    shown = screen(output) if terminal is not None else output
    return CLOCK.sub("", TIME.sub("", shown)).replace(folder, "")


async def test_a_runner_that_watches_runs_again_and_ends_by_its_key(equipped: Equipped) -> None:
    async with equipped() as container:
        await container.files.write("runners/vitest/sum.js", RIGHT)
        process = await container.spawn("npx", "vitest", cwd="runners/vitest", terminal=SIZE)
        assert "2 passed" in await _until(process, "to quit")
        await container.files.write("runners/vitest/sum.js", RIGHT + b"// changed\n")
        told = await _until(process, "to quit")
        assert "RERUN" in told
        assert "2 passed" in told
        await process.write(b"q")
        async for _ in process.read():
            pass
        assert (await process.wait()).code == 0


async def _until(process: Process, wanted: str) -> str:
    """Read the output of a program until it has a text, and return it without colours."""
    seen = b""
    while wanted not in (plain := STYLE.sub("", seen.decode(errors="replace"))):
        data = await process.take()
        assert data, plain
        seen += data
    return plain
