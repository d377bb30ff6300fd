"""What every test of the workspace shares, the plugins' own tests included."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator

import pytest

GRACE = 5.0
"""Seconds a thread may take to end after its test."""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on trio, as the host does."""
    return "trio"


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread behind."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE
    for thread in _ours() - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    leaked = sorted(thread.name for thread in _ours() - before)
    assert not leaked, f"threads left running: {', '.join(leaked)}"


def _ours() -> set[threading.Thread]:
    """Return live threads, without trio's idle workers and threads that C code owns."""
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not thread.name.startswith("Trio thread")
    }


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Give a session of Xvfb as `DISPLAY`, or skip where Xvfb is not installed."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as numbers:
            number = numbers.readline().strip()
        try:
            assert number, "Xvfb ended before it had a display"
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DISPLAY", f":{number}")
                patch.delenv("WAYLAND_DISPLAY", raising=False)
                yield f":{number}"
        finally:
            server.terminate()
