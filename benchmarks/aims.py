"""Figures of ours beside those of another program of the same run, and the most they should be."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

__all__ = ("Aim", "markdown", "medians", "table")

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure of ours, alone or as a part of another one of the same run, and the most it should be.

    `limit` is None where the figure only explains the others.
    """

    label: str
    metric: str
    other: str = ""
    limit: float | None = None


def medians(rounds: Sequence[Figures]) -> dict[str, float]:
    """Return the median of every figure any round has."""
    names = {name for one in rounds for name in one}
    return {name: statistics.median(one[name] for one in rounds if name in one) for name in sorted(names)}


def table(title: str, aims: Iterable[Aim], found: Figures) -> Table:
    """Return what was reached as something to print."""
    shown = Table(title=f"{title}: medians")
    for column in ("", "ours", "the other", "reached", "aim"):
        shown.add_column(column, justify="left" if not column else "right")
    for aim, reached in _reached(aims, found):
        kept = aim.limit is None or reached <= aim.limit
        value = f"[{'green' if kept else 'red'}]{reached:,.2f}[/]"
        shown.add_row(aim.label, *_cells(found, aim), value, "" if aim.limit is None else f"at most {aim.limit:g}")
    return shown


def markdown(aims: Iterable[Aim], found: Figures) -> str:
    """Return the same as a table for RESULTS.md: what is not reached is bold."""
    lines = ["| | ours | the other | reached |", "|---|--:|--:|--:|"]
    for aim, reached in _reached(aims, found):
        told = f"{reached:,.2f}" if aim.limit is None or reached <= aim.limit else f"**{reached:,.2f}**"
        told += "" if aim.limit is None else f" (aim {aim.limit:g})"
        lines.append(f"| {aim.label} | {' | '.join(_cells(found, aim))} | {told} |")
    return "\n".join(lines)


def _reached(aims: Iterable[Aim], found: Figures) -> Iterator[tuple[Aim, float]]:
    """Yield every aim whose figures there are, with the figure, or what it is as a part of the other one."""
    for aim in aims:
        if aim.metric in found and (not aim.other or found.get(aim.other)):
            yield aim, found[aim.metric] / (found[aim.other] if aim.other else 1)


def _cells(found: Figures, aim: Aim) -> tuple[str, str]:
    return f"{found[aim.metric]:,.4g}", f"{found[aim.other]:,.4g}" if aim.other else ""
