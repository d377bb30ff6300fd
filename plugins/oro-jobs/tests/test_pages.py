"""Pages of every engine have jobs run, and commands in a terminal do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from oro_jobs import current, plugin, run
from oro_jobs.bar import run_with_bar
from rich.console import Console

from oro_framework.testing import Engines, engines, open_host
from oro_framework.testing.tap import parse_tap

from . import work_to_do as work

APP = Path(__file__).with_name("app")


@pytest.mark.webview
@pytest.mark.parametrize("engine", engines())
def test_pages_have_jobs_run(engine: str) -> None:
    _, output = Engines().run(engine, APP, "--test", str(APP / "jobs.js"))
    report = parse_tap(output.splitlines())
    assert report.plan, output
    assert not {name: test.failures for name, test in report.tests.items() if test.failures}, output


@pytest.mark.anyio
async def test_the_permission_is_needed() -> None:
    async with open_host(plugin, settings={"permissions_allow_jobs": False}) as opened:
        assert (await opened.call("jobs.submit", name="count")).status == 403
        assert (await opened.call("jobs.list")).status == 403


def test_a_plain_call_needs_no_host() -> None:
    assert work.count_to(3) == [0, 1, 2]
    assert current().id == ""
    assert not current().cancelled


def test_the_terminal_has_a_bar() -> None:
    console = Console(force_terminal=True, width=80, record=True)
    assert run_with_bar(work.count_to, (3,), {}, console) == [0, 1, 2]
    shown = console.export_text()
    assert "counted 2" in shown
    assert "3 of 3" in shown
    assert run(work.add, 1, 2) == 3


def test_the_command_runs_a_function_of_a_file() -> None:
    file = Path(__file__).with_name("work_to_do.py")
    command = [sys.executable, "-m", "oro_framework.cli", "jobs", "run"]
    done = subprocess.run([*command, f"{file}:count_to", "total=3"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[", "0,", "1,", "2", "]"]
    assert "counted 2" in done.stderr
    failed = subprocess.run([*command, f"{file}:add", "a=1"], capture_output=True, text=True, check=False)
    assert failed.returncode != 0
    assert "missing a required argument: 'b'" in failed.stderr
