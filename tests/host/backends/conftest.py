"""One process per engine for the whole session; every check of it is then a test of its own."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from oro_framework.host.backends.choice import backend_class
from oro_framework.testing.display import display_server

HERE = Path(__file__).parent
ENVIRONMENT: Mapping[str, Mapping[str, str]] = {
    "gtk": {"WEBKIT_DISABLE_DMABUF_RENDERER": "1"},
    "qt": {
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--use-fake-device-for-media-stream",
    },
}
"""What each engine needs to run without a desktop, as root too."""
ON_X11: Mapping[str, Mapping[str, str]] = {"gtk": {"GDK_BACKEND": "x11"}, "qt": {"QT_QPA_PLATFORM": "offscreen"}}
"""Further variables of each engine, unless the tests run under Wayland."""
TIME = 270
"""Seconds after which an engine that hangs is ended."""


@dataclasses.dataclass(frozen=True)
class EngineRun:
    """What one engine process left behind."""

    reports: Mapping[str, Mapping[str, Any]]
    end: Mapping[str, Any] | None
    code: int
    output: str


def _run(name: str, folder: Path) -> EngineRun:
    command = [sys.executable, "-X", "faulthandler", "-m", "engine.run", name, str(folder)]
    environment = {**os.environ, **ENVIRONMENT.get(name, {})}
    if display_server() == "x11":
        environment |= ON_X11.get(name, {})
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen(command, cwd=HERE, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            code = process.wait(TIME)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        output.seek(0)
        text = output.read()
    results = folder / "results.jsonl"
    lines = results.read_text().splitlines() if results.exists() else []
    reports = {report["name"]: report for report in map(json.loads, lines)}
    end = folder / "end.json"
    return EngineRun(reports, json.loads(end.read_text()) if end.exists() else None, code, text)


@pytest.fixture(scope="session")
def engine_run(display: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], EngineRun]:
    """Return a function that gives the run of an engine, made when it is first asked for."""
    runs: dict[str, EngineRun] = {}

    def run(name: str) -> EngineRun:
        if name not in runs:
            if missing := backend_class(name).missing():
                pytest.skip(f"{name}: {'; '.join(missing)}")
            runs[name] = _run(name, tmp_path_factory.mktemp(f"engine-{name}"))
        return runs[name]

    return run
