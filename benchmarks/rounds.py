"""Measure several rounds, one after the other, and write down the medians."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks import aims
from benchmarks.aims import Aim

__all__ = ("Measurements", "Skipped", "measure", "report")

Measurements = Mapping[str, Callable[[], Mapping[str, float]]]


class Skipped(Exception):
    """A measurement cannot be made here; the text says why."""


def measure(
    console: Console, measurements: Measurements, names: Collection[str], rounds: int
) -> tuple[list[dict[str, float]], dict[str, str]]:
    """Return the figures of each round, and why what is skipped is.

    Args:
        console: where progress is printed.
        measurements: by name.
        names: those that are measured; all of them where there are none.
        rounds: how often.
    """
    measured: list[dict[str, float]] = []
    skipped: dict[str, str] = {}
    for number in range(rounds):
        measured.append({"load": os.getloadavg()[0]})
        for name in names or measurements:
            if name in skipped:
                continue
            console.print(f"round {number + 1} of {rounds}: {name}", style="dim")
            try:
                measured[-1].update(measurements[name]())
            except Skipped as error:
                skipped[name] = str(error)
                console.print(f"{name} is not measured: {error}", style="yellow")
    return measured, skipped


def report(
    console: Console,
    title: str,
    goals: Sequence[Aim],
    path: Path,
    measured: tuple[list[dict[str, float]], dict[str, str]],
    *,
    kept: bool = False,
) -> None:
    """Write what was measured to a file, and print it.

    Args:
        console: where it is printed.
        title: of what was measured.
        goals: what the figures should be.
        path: the file.
        measured: as `measure` returned it.
        kept: whether figures of the file stay that were not measured.
    """
    rounds, skipped = measured
    before = dict(json.loads(path.read_text())["medians"]) if kept and path.exists() else {}
    found = before | aims.medians(rounds)
    document = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpus": os.cpu_count(),
        "medians": found,
        "skipped": skipped,
        "rounds": rounds,
    }
    path.write_text(json.dumps(document, indent=2) + "\n")
    console.print(aims.table(title, goals, found))
    print(f"\n{aims.markdown(goals, found)}\n")
    console.print(
        f"written to {path.name}; load of the machine: {found['load']:.1f} on {os.cpu_count()} cores", style="dim"
    )
