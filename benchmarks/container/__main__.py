"""Measure oro-container beside the same without it, and beside npm, several rounds.

python -m benchmarks.container --record
python -m benchmarks.container --rounds 3 --only boots --only programs
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from benchmarks.container import boots, packages, previews, programs, terminals, unused, vite
from benchmarks.container.figures import AIMS
from benchmarks.container.packages import record
from benchmarks.rounds import Measurements, Skipped, measure, report

RESULTS = Path(__file__).parent / "results.json"
MEASUREMENTS: Measurements = {
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
    measured = measure(console, MEASUREMENTS, only, rounds)
    report(console, "oro-container", AIMS, RESULTS, measured, kept=bool(only or measured[1]))


if __name__ == "__main__":
    main()
