"""Tools run as processes: their lines as they come, and nothing left of them when a build is ended."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
import trio
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError

from oro_framework.testing import until

pytestmark = pytest.mark.anyio


def python(text: str) -> list[str]:
    return [sys.executable, "-c", text]


async def test_lines_are_reported_as_they_come(tmp_path: Path, reports: Any) -> None:
    text = "import sys; print('one'); print('two\\r'); sys.stdout.write('half'); sys.exit(3)"
    ended = await run_tool(python(text), folder=tmp_path, report=reports.add, verbose=True)
    assert (ended.code, ended.output, ended.errors) == (3, ("one", "two", "half"), ())
    assert [kind for kind, _ in reports] == ["log"] * 4
    assert reports[0][1].startswith("$ ")


async def test_standard_error_is_apart_and_output_may_be_taken(tmp_path: Path, reports: Any) -> None:
    taken: list[str] = []
    text = "import sys; print('{}'); print('careful', file=sys.stderr)"
    ended = await run_tool(python(text), folder=tmp_path, report=reports.add, output=taken.append)
    assert (ended.output, ended.errors, taken) == (("{}",), ("careful",), ["{}"])
    assert reports == [("log", "careful")]


async def test_variables_are_added_to_those_there_are(tmp_path: Path, reports: Any) -> None:
    text = "import os; print(os.environ['ADDED'], 'PATH' in os.environ, os.getcwd())"
    ended = await run_tool(python(text), folder=tmp_path, report=reports.add, environment={"ADDED": "yes"})
    assert ended.output == (f"yes True {tmp_path}",)


async def test_bytes_that_are_no_text_and_lines_without_end_are_told(tmp_path: Path, reports: Any) -> None:
    text = "import sys; sys.stdout.buffer.write(b'\\xff\\n' + b'a' * 200_000)"
    ended = await run_tool(python(text), folder=tmp_path, report=reports.add)
    assert ended.output[0] == "\ufffd"
    assert "".join(ended.output[1:]) == "a" * 200_000
    assert len(ended.output) > 2


@pytest.mark.parametrize("ends", [True, False])
async def test_the_whole_tree_of_processes_is_ended(tmp_path: Path, ends: bool, reports: Any) -> None:
    child = python("import time; time.sleep(600)")
    rest = "" if ends else "import time; time.sleep(600)"
    text = f"import subprocess; print(subprocess.Popen({child!r}).pid, flush=True); {rest}"
    async with trio.open_nursery() as nursery:
        done = trio.Event()

        async def run() -> None:
            await run_tool(python(text), folder=tmp_path, report=reports.add)
            done.set()

        nursery.start_soon(run)
        await until(lambda: bool(reports))
        if ends:
            await done.wait()
        nursery.cancel_scope.cancel()
    pid = int(reports[0][1])
    await until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


async def test_a_program_that_is_not_there_is_named(tmp_path: Path, reports: Any) -> None:
    with pytest.raises(BuildError, match=r'Cannot run "no-such-tool": No such file or directory'):
        await run_tool(["no-such-tool"], folder=tmp_path, report=reports.add)
