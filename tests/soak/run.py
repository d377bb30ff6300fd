"""The app of the soak as a process in a real engine, its figures read as they come."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oro_framework.testing.engines import Engines

__all__ = ("Outcome", "run")

APP = Path(__file__).parent / "app"


@dataclass
class Outcome:
    """How a run ended, and what it said."""

    code: int = -1
    figures: list[Mapping[str, Any]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    output: str = ""


def run(
    engine: str,
    settings: Mapping[str, Any],
    *,
    timeout: float,
    heard: Callable[[Mapping[str, Any]], None] = lambda figures: None,
) -> Outcome:
    """Run the app; it is ended after `timeout` seconds, and has failed then."""
    outcome = Outcome()
    assignments = [f"--set={key}={value}" for key, value in settings.items()]
    command = [sys.executable, "-m", "oro_framework.cli", "run", str(APP), "--backend", engine, *assignments]
    engines = Engines()
    with subprocess.Popen(
        command, env=engines.environment(engine), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        ending = threading.Timer(timeout, process.kill)
        ending.start()
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("SOAK "):
                outcome.output += line
                continue
            figures = json.loads(line[5:])
            outcome.figures.append(figures)
            outcome.failed += figures.get("failed", [])
            heard(figures)
        outcome.code = process.wait()
        ending.cancel()
        ending.join()
    engines.close()
    return outcome
