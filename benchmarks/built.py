"""How soon a built app is there, beside the same app under `oro run`.

python -m benchmarks.built --rounds 9 --engine gtk
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from benchmarks.aims import Aim
from benchmarks.rounds import measure, report
from oro_framework.testing.display import virtual_display

RESULTS = Path(__file__).parent / "results-built.json"
PATIENCE = 600
CONFIG = """
[meta]
bundle_identifier = "org.example.bench"
[plugins]
enabled = ["conduit", "fs"]
[app]
python = "app.py"
"""
PAGE = """<!doctype html><title>Bench</title><script>const at = Date.now()</script><script type="module">
import { request } from 'oro:ipc'
await request('bench.started', { at })
</script>"""
PYTHON = """
from oro_framework import Call, hookimpl, route


@route("bench.started")
def started(call: Call, at: float) -> None:
    print(f"STARTED {at}", flush=True)
    call.host.quit()


@hookimpl
def oro_routes():
    return [started]
"""


def make_app(folder: Path) -> Path:
    """Write the app into a folder."""
    folder.mkdir()
    for name, text in {"oro.toml": CONFIG, "index.html": PAGE, "app.py": PYTHON}.items():
        (folder / name).write_text(text)
    return folder


def build(app: Path, output: Path, engine: str) -> Path:
    """Build the app and return its program."""
    command = [sys.executable, "-m", "oro_framework.cli", "build", str(app), "--output", str(output), "--json"]
    done = subprocess.run([*command, "--engine", engine], capture_output=True, check=True, timeout=PATIENCE)
    return Path(json.loads(done.stdout)["program"])


def start(command: Sequence[str], display: str) -> float:
    """Return the milliseconds from the start of a process to the first script of its page."""
    began = time.time() * 1000
    variables = {**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    variables.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True, timeout=PATIENCE)
    [line] = [line for line in done.stdout.splitlines() if line.startswith("STARTED ")]
    return float(line.split()[1]) - began


def measured(name: str, command: Sequence[str], display: str) -> Mapping[str, float]:
    """Return what one start takes, under its name."""
    return {name: start(command, display)}


@click.command(help=__doc__)
@click.option("--rounds", default=9, show_default=True, help="How often each is started, after once for the caches.")
@click.option("--engine", default="gtk", show_default=True, type=click.Choice(["gtk", "qt"]))
def main(rounds: int, engine: str) -> None:
    """Build, measure, print, and write results-built.json."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    aim = Aim("process start to first page script, built / oro run (ms)", f"built_{engine}", f"run_{engine}", 1.2)
    with tempfile.TemporaryDirectory() as folder, virtual_display() as display:
        app = make_app(Path(folder) / "app")
        console.print("building", style="dim")
        program = build(app, Path(folder) / "out", engine)
        run = [sys.executable, "-m", "oro_framework.cli", "run", str(app), "--backend", engine]
        commands: Mapping[str, Sequence[str]] = {f"run_{engine}": run, f"built_{engine}": [str(program)]}
        for command in commands.values():
            start(command, display)
        measurements = {name: partial(measured, name, command, display) for name, command in commands.items()}
        report(console, "Start", [aim], RESULTS, measure(console, measurements, (), rounds), kept=True)


if __name__ == "__main__":
    main()
