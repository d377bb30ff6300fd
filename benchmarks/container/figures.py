"""The figures of oro-container: the program each is compared to, and the most it should be."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from rich.table import Table

from benchmarks.container.packages import PROJECTS

__all__ = ("AIMS", "markdown", "medians", "table")

Figures = Mapping[str, float]
AIMS = {"cold": 0.6, "warm": 0.25}
"""The most an installation should take, as a part of what npm takes."""
_CACHE = {"cold": "with an empty cache", "warm": "with a full cache"}


def medians(rounds: Sequence[Figures]) -> dict[str, float]:
    """Return the median of every figure any round has."""
    names = {name for one in rounds for name in one}
    return {name: statistics.median(one[name] for one in rounds if name in one) for name in sorted(names)}


def table(found: Figures) -> Table:
    """Return what was reached as something to print."""
    shown = Table(title="oro-container: medians")
    for column in ("", "oro (s)", "npm (s)", "oro / npm", "aim", "oro in a process of its own"):
        shown.add_column(column, justify="left" if not column else "right")
    for label, ours, npm, process, aim in _rows(found):
        reached = f"[{'green' if ours / npm <= aim else 'red'}]{ours / npm:.2f}[/]"
        shown.add_row(label, f"{ours:.2f}", f"{npm:.2f}", reached, f"{aim:g}", f"{process / npm:.2f}")
    return shown


def markdown(found: Figures) -> str:
    """Return the same as a table for RESULTS.md: what is not reached is bold."""
    lines = [
        "| | oro (s) | npm (s) | oro / npm | oro in a process of its own / npm |",
        "|---|--:|--:|--:|--:|",
    ]
    for label, ours, npm, process, aim in _rows(found):
        reached = f"{ours / npm:.2f}" if ours / npm <= aim else f"**{ours / npm:.2f}**"
        lines.append(f"| {label} | {ours:.2f} | {npm:.2f} | {reached} (aim {aim:g}) | {process / npm:.2f} |")
    return "\n".join(lines)


def _rows(found: Figures) -> list[tuple[str, float, float, float, float]]:
    names = [(project, when, f"{project}_{when}") for when in AIMS for project in PROJECTS]
    return [
        (f"{project} {_CACHE[when]}", found[name], found[f"{name}_npm"], found[f"{name}_process"], AIMS[when])
        for project, when, name in names
        if name in found
    ]
