"""Measure oro-wasm beside Node, gcc and ordinary routes, several rounds.

python -m benchmarks.wasm --rounds 3 --only commands --only compute
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks import environment
from benchmarks.rounds import Measurements, Skipped, measure, report
from benchmarks.wasm import commands, compute, saves, starts
from benchmarks.wasm.environment import add_wasm
from benchmarks.wasm.figures import AIMS
from oro_framework.testing.display import virtual_display

RESULTS = Path(__file__).parent / "results.json"
PATIENCE = 180.0
"""Seconds a measurement in a process of its own may take."""


def printed(module: str, *arguments: str, **variables: str) -> Mapping[str, float]:
    """Run a module of this package in `.venv-bench` and return the figures it prints.

    Raises:
        Skipped: it did not finish.
    """
    command = [str(environment.PYTHON), "-m", f"benchmarks.wasm.{module}", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=environment.ROOT,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Skipped(f"it did not finish within {PATIENCE:g} seconds") from error
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise Skipped(f"it ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(lines[-1])
    if "error" in found:
        raise Skipped(found["error"])
    return found


def shown(module: str, *arguments: str) -> Mapping[str, float]:
    """Do the same for a module that opens a window.

    Raises:
        Skipped: it did not finish.
    """
    with virtual_display() as display:
        return printed(module, *arguments, DISPLAY=display, GDK_BACKEND="x11")


def saved() -> Mapping[str, float]:
    """Measure saves beside a window.

    Raises:
        Skipped: it did not finish.
    """
    with virtual_display() as display:
        return saves.measured(display)


MEASUREMENTS: Measurements = {
    "commands": commands.measured,
    "guests": lambda: printed("guests"),
    "compute": compute.measured,
    "calls": lambda: {**shown("calls"), **shown("calls", "conduit")},
    "saves": saved,
    "starts": starts.measured,
}


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="How often each is measured.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASUREMENTS)), help="Measure only these.")
def main(rounds: int, only: tuple[str, ...]) -> None:
    """Measure, print, and write results.json."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    environment.ready()
    try:
        add_wasm()
    except Skipped as error:
        console.print(f"oro-wasm is not measured: {error}", style="yellow")
        return
    measured = measure(console, MEASUREMENTS, only, rounds)
    report(console, "oro-wasm", AIMS, RESULTS, measured)


if __name__ == "__main__":
    main()
