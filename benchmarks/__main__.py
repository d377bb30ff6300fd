"""Run every framework in turn, several rounds, each in a process of its own.

python -m benchmarks --rounds 5 --only oro --only pywebview
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks import environment, figures
from benchmarks.comparisons import COMPARISONS, PROGRAMS
from benchmarks.peers.work import FILE_SIZE
from benchmarks.unused_plugins import cost_of_unused_plugins
from oro_framework.testing.display import virtual_display

OURS = "oro"
RESULTS = Path(__file__).parent / "results.json"
PATIENCE = 180.0
"""Seconds one round of one framework may take."""


class RoundFailed(click.ClickException):
    """A framework did not finish its page."""


def run_round(peer: str, python: Path, display: str, file: Path) -> dict[str, dict[str, float]]:
    """Run one program once and return what its page measured, of itself and of others beside it."""
    program = PROGRAMS[peer]
    variables = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "BENCH_FILE": str(file)}
    variables.pop("WAYLAND_DISPLAY", None)
    variables |= {"BENCH_ENGINE": program.engine, "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    variables["BENCH_SPAWNED"] = str(time.time() * 1000)
    command = [str(python), "-m", f"benchmarks.peers.{program.module}"]
    try:
        done = subprocess.run(
            command, env=variables, cwd=environment.ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RoundFailed(f"{peer} did not finish within {PATIENCE:.0f} seconds") from error
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RoundFailed(f"{peer} ended with status {done.returncode}:\n{done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(lines[-1])
    if "error" in measured:
        raise RoundFailed(f"{peer}: {measured['error']}\n{done.stderr[-2000:]}")
    suffix = "_qt" if program.engine == "qt" else ""
    beside = {f"{name}{suffix}": measured.pop(name) for name in list(measured) if isinstance(measured[name], dict)}
    return {peer: measured, **beside}


@click.command(help=__doc__)
@click.option("--rounds", default=5, show_default=True, help="How often each framework runs.")
@click.option("--only", multiple=True, type=click.Choice(list(PROGRAMS)), help="Run only these; keep what others had.")
@click.option("--markdown", is_flag=True, help="Print tables as RESULTS.md has them.")
def main(rounds: int, only: tuple[str, ...], markdown: bool) -> None:
    """Measure, print, and write results.json."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    python = environment.ready()
    measured: dict[str, list[dict[str, float]]] = {}
    with virtual_display() as display, tempfile.NamedTemporaryFile() as file:
        file.write(os.urandom(1 << 20) * (FILE_SIZE >> 20))
        file.flush()
        for number in range(rounds):
            for peer in only or PROGRAMS:
                console.print(f"round {number + 1} of {rounds}: {peer}", style="dim")
                for name, values in run_round(peer, python, display, Path(file.name)).items():
                    measured.setdefault(name, []).append(values)
    found = {peer: figures.medians(all_rounds) for peer, all_rounds in measured.items()}
    plugins = cost_of_unused_plugins(python, rounds) if OURS in measured else None
    for comparison in COMPARISONS:
        if comparison.ours in found:
            table = figures.table(found, comparison)
            print(f"\n{figures.markdown(table)}", flush=True) if markdown else console.print(table)
    if plugins is not None:
        console.print(f"200 installed plugins an app does not use: {plugins:.1f} ms (aim 30)")
    if only and RESULTS.exists():
        earlier = json.loads(RESULTS.read_text())
        measured = {**earlier["rounds"], **measured}
        found = {**earlier["medians"], **found}
        plugins = earlier["unused_plugins_ms"] if plugins is None else plugins
    RESULTS.write_text(json.dumps(_document(measured, found, plugins), indent=2) + "\n")
    console.print(f"written to {RESULTS.relative_to(environment.ROOT)}", style="dim")


def _document(measured: dict[str, Any], found: dict[str, Any], plugins: float | None) -> dict[str, Any]:
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "versions": environment.versions(),
        "medians": found,
        "ratios": {each.ours: figures.ratios(found, each) for each in COMPARISONS if each.ours in found},
        "unused_plugins_ms": plugins,
        "rounds": measured,
    }


if __name__ == "__main__":
    main()
