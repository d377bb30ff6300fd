"""What every test of the workspace shares, the plugins' own tests included."""

from __future__ import annotations

import functools
import gc
import inspect
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import anyio
import pytest
from hypothesis import HealthCheck, settings

from oro_framework.errors import Unsupported
from oro_framework.testing.display import display_server, display_variables
from oro_framework.testing.session_bus import SessionBus, session_bus

# How long an example takes says something of the machine and what else it does. In CI the examples are the same each
# time, so that what fails there has been changed there; `make fuzz` looks for new ones.
settings.register_profile("oro", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("oro"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "oro")

pytest_plugins = ["oro_framework.testing.javascript", "quick_tests", "dead_workers", "work_units"]

PLUGINS = Path(__file__).resolve().parent / "plugins"
GRACE = 60.0
"""Seconds a thread may take to end after its test."""
BESIDE_NODE = (
    "/oro-fs/tests/js/node/scenarios.test.js",
    "/oro-process/tests/js/node.test.js",
    "/oro-wasm/tests/js/node/wasi.test.js",
    "/oro-wasm/tests/strangers/js/strangers.test.js",
)
"""Tests in JavaScript that compare with Node 20; those in Python are marked."""
HANGING = 300.0
"""Seconds after which an async test is cancelled: an alarm can end the others, but not the loop this one runs in."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without searches for garbage: what collecting makes stays, and later searches leave it out, too."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


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


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Give the log back as it was: commands that run in the test's process make it theirs."""
    log = logging.getLogger("oro")
    level, propagate, handlers = log.level, log.propagate, log.handlers[:]
    yield
    log.setLevel(level)
    log.propagate = propagate
    log.handlers[:] = handlers


def _ours() -> set[threading.Thread]:
    """Return live threads, without trio's idle workers and threads that C code owns."""
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and not thread.name.startswith("Trio thread")
    }


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave alone the tests of a plugin that is not installed, as oro-ai is not by `make install`; in CI they fail."""
    if collection_path.parent != PLUGINS or _is_installed(collection_path.name):
        return None
    return not os.environ.get("CI")


def pytest_report_header() -> str:
    """Name the plugins whose tests are left alone."""
    missing = sorted(
        path.parent.name for path in PLUGINS.glob("*/pyproject.toml") if not _is_installed(path.parent.name)
    )
    return f"not installed, and not tested: {', '.join(missing) or 'none'}"


def _is_installed(plugin: str) -> bool:
    return find_spec(plugin.replace("-", "_")) is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have async tests that hang fail by themselves; skip those beside a Node that is not the one pages have."""
    node = _node()
    for item in items:
        compares = item.get_closest_marker("node20") or item.path.as_posix().endswith(BESIDE_NODE)
        if compares and not node.startswith("v20."):
            item.add_marker(pytest.mark.skip(reason=f"this compares with Node 20, and here is {node or 'none'}"))
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = _cancelled(item.obj)


def _node() -> str:
    """Return the version of the Node there is, or nothing."""
    if shutil.which("node") is None:
        return ""
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()


def _cancelled(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def guarded(*args: object, **kwargs: object) -> None:
        with anyio.fail_after(HANGING):
            await test(*args, **kwargs)

    return guarded


def pytest_sessionstart(session: pytest.Session) -> None:
    """Put changed modules together, and make a virtual display before GDK looks for one, once in a process.

    `ORO_TEST_DISPLAY=wayland` has it be one of Wayland.

    Of tests that run side by side (`-n 2`) the first process makes the modules, and each other has a display.
    """
    if not hasattr(session.config, "workerinput"):
        subprocess.run([sys.executable, str(Path(__file__).resolve().parent / "scripts" / "build_js.py")], check=False)
        if session.config.getoption("dist", "no") != "no":
            return
    running = ExitStack()
    patch = running.enter_context(pytest.MonkeyPatch.context())
    state = running.enter_context(tempfile.TemporaryDirectory(prefix="oro-state-", ignore_cleanup_errors=True))
    patch.setenv("XDG_STATE_HOME", state)  # apps that tests run leave nothing in the home of who tests
    patch.delenv("COLUMNS", raising=False)  # pytest-xdist says how wide its own lines are; commands would believe it
    session.config.add_cleanup(running.close)
    if not sys.platform.startswith("linux"):
        return
    server = display_server()
    try:
        variables = running.enter_context(display_variables(server))
    except Unsupported:
        if server != "x11":  # it was asked for by name
            raise
        return
    for name, value in variables.items():
        patch.setenv(name, value)


@pytest.fixture(scope="session")
def display() -> str:
    """Give the name of the session's virtual display; under Wayland it is that of its socket."""
    name = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not name:
        pytest.skip("there is no display, and Xvfb is not installed")
    return name


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    """Run a D-Bus of the test's own, which is that of the session and that of the system."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oro-")))
        try:
            found = stack.enter_context(session_bus(folder))
        except Unsupported as error:
            pytest.skip(error.message)
        for which in ("SESSION", "SYSTEM"):
            monkeypatch.setenv(f"DBUS_{which}_BUS_ADDRESS", found.address)
        yield found
