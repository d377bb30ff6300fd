"""Measure oro-container beside the same without it, and beside npm, several rounds.

python -m benchmarks.container --record
python -m benchmarks.container --rounds 3 --only boots --only programs
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click
from rich.console import Console

from benchmarks import aims
from benchmarks.container import boots, packages, previews, programs, terminals, unused, vite
from benchmarks.container.figures import AIMS
from benchmarks.container.packages import Skipped, record

RESULTS = Path(__file__).parent / "results.json"
MEASUREMENTS: Mapping[str, Callable[[], Mapping[str, float]]] = {
    "boots": boots.measured,
    "programs": programs.measured,
    "vite": vite.measured,
    "terminals": terminals.measured,
    "previews": previews.measured,
    "unused": unused.measured,
    "packages": packages.measured,
}


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="How often each is measured.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASUREMENTS)), help="Measure only these.")
@click.option("--record", "recording", is_flag=True, help="Fetch what is measured from npm's registry, and end.")
def main(rounds: int, only: tuple[str, ...], recording: bool) -> None:
    """Measure, print, and write results.json."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    if recording:
        try:
            record()
        except Skipped as error:
            raise click.ClickException(str(error)) from None
        return
    measured: list[dict[str, float]] = []
    skipped: dict[str, str] = {}
    for number in range(rounds):
        measured.append({"load": os.getloadavg()[0]})
        for name in only or MEASUREMENTS:
            if name in skipped:
                continue
            console.print(f"round {number + 1} of {rounds}: {name}", style="dim")
            try:
                measured[-1].update(MEASUREMENTS[name]())
            except Skipped as error:
                skipped[name] = str(error)
                console.print(f"{name} is not measured: {error}", style="yellow")
    found = (_kept() if only or skipped else {}) | aims.medians(measured)
    document = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "medians": found,
        "skipped": skipped,
        "rounds": measured,
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n")
    console.print(aims.table("oro-container", AIMS, found))
    print(f"\n{aims.markdown(AIMS, found)}\n")
    console.print(f"load of the machine: {found['load']:.1f} on {os.cpu_count()} cores", style="dim")


def _kept() -> dict[str, float]:
    """Return the figures of the run before, for those that this one does not measure."""
    return dict(json.loads(RESULTS.read_text())["medians"]) if RESULTS.exists() else {}


if __name__ == "__main__":
    main()
