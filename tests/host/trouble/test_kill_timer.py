"""An app that does not end when it is told to is ended, and says whose code kept it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

APP = """
import threading
from contextlib import asynccontextmanager

import trio

from oro_framework import Service, hookimpl
from oro_framework.host.trouble import kill_timer as last_resort

last_resort.TIME = 0.3


class Keeps(Service):
    name = "keeps"

    @asynccontextmanager
    async def lifespan(self):
        yield
        {keep}


@hookimpl
def oro_services():
    return [Keeps]


@hookimpl
def oro_started(host):
    host.quit({code})
"""
BLOCKS = "threading.Event().wait()"
SHIELDS = "with trio.CancelScope(shield=True): await trio.sleep_forever()"


def run(folder: Path, keep: str, code: int) -> tuple[int, str]:
    (folder / "app.py").write_text(APP.format(keep=keep, code=code))
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(folder), "--headless"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("code", [0, 7])
def test_a_blocked_loop_is_named_with_its_line(tmp_path: Path, code: int) -> None:
    left, output = run(tmp_path, BLOCKS, code)
    assert left == (code or 70)
    assert "The app did not end within 0.3 s, the process is ended: " in output
    assert 'plugin "app" at ' in output
    assert "app.py:" in output
    assert "in lifespan keeps it" in output
    assert BLOCKS in output


def test_a_service_that_resists_is_ended_too(tmp_path: Path) -> None:
    left, output = run(tmp_path, SHIELDS, 0)
    assert left == 70
    assert "the process is ended: " in output


def test_an_app_that_ends_is_left_alone(tmp_path: Path) -> None:
    left, output = run(tmp_path, "pass", 5)
    assert left == 5
    assert "ended" not in output
