"""`oro webdriver` for the tests of this folder, which share it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from oro_framework.testing.engines import Engines, engines
from oro_framework.testing.waiting import PATIENCE

DRIVERS = {"gtk": "WebKitWebDriver", "qt": "chromedriver"}


@pytest.fixture(scope="session")
def webdriver_address(oro_engines: Engines) -> Iterator[str]:
    """Run `oro webdriver`; give its address."""
    environment = {**os.environ, **oro_engines.environment("gtk"), **oro_engines.environment("qt")}
    command = [sys.executable, "-m", "oro_framework.cli", "webdriver", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 130


@pytest.fixture(scope="session", params=engines())
def driven_engine(request: pytest.FixtureRequest) -> str:
    """Give an engine whose driver is installed."""
    engine: str = request.param
    if shutil.which(DRIVERS[engine]) is None:
        pytest.skip(f"{DRIVERS[engine]} is not installed")
    return engine
