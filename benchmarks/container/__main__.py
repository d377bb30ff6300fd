"""Measure oro-container beside npm, several rounds.

python -m benchmarks.container --record
python -m benchmarks.container --rounds 3
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path

import click
from rich.console import Console

from benchmarks.container import figures
from benchmarks.container.packages import Skipped, measured, record

RESULTS = Path(__file__).parent / "results.json"


@click.command(help=__doc__)
@click.option("--rounds", default=3, show_default=True, help="How often each is measured.")
@click.option("--record", "recording", is_flag=True, help="Fetch what is measured from npm's registry, and end.")
def main(rounds: int, recording: bool) -> None:
    """Measure, print, and write results.json."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    found: list[dict[str, float]] = []
    try:
        if recording:
            record()
            return
        for number in range(rounds):
            console.print(f"round {number + 1} of {rounds}", style="dim")
            found.append(dict(measured()))
    except Skipped as error:
        console.print(f"packages are not measured: {error}", style="yellow")
        return
    medians = figures.medians(found)
    document = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "medians": medians,
        "rounds": found,
    }
    RESULTS.write_text(json.dumps(document, indent=2) + "\n")
    console.print(figures.table(medians))
    print(f"\n{figures.markdown(medians)}\n")


if __name__ == "__main__":
    main()
