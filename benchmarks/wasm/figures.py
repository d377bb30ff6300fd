"""The figures of oro-wasm: the program each is compared to, and the most it should be."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

__all__ = ("AIMS", "Aim", "markdown", "medians", "table")

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


AIMS = (
    Aim("`oro wasm exec hello.wasm` beside `node -e 0`, from the shell to the end (ms)", "exec", "node", 2.0),
    Aim("the same, processor time (ms)", "exec_cpu", "node_cpu"),
    Aim("hello.wasm started in a runner, to its end (ms)", "runner", limit=1.0),
    Aim("the same by `Guests.run` in a running app, its output collected (ms)", "run", limit=1.0),
    Aim("a function of a module by `Guests.call` in a running app (ms)", "call", limit=1.0),
    Aim("fannkuch beside `gcc -O2` (ms)", "fannkuch", "fannkuch_gcc", 1.15),
    Aim("matmul beside `gcc -O2` (ms)", "matmul", "matmul_gcc", 1.15),
    Aim("hash beside `gcc -O2` (ms)", "hash", "hash_gcc", 1.15),
    Aim("a component's function beside an ordinary route, called by a page (µs)", "component", "route", 1.25),
    Aim("the same over Conduit (µs)", "component_conduit", "route_conduit", 1.25),
    Aim("C saved, to the page that has the new module (ms)", "save", limit=500.0),
    Aim("what oro-wasm adds to an app that does not use it, processor time (ms)", "unused", limit=5.0),
)


def medians(rounds: Sequence[Figures]) -> dict[str, float]:
    """Return the median of every figure any round has."""
    names = {name for one in rounds for name in one}
    return {name: statistics.median(one[name] for one in rounds if name in one) for name in sorted(names)}


def table(found: Figures) -> Table:
    """Return what was reached as something to print."""
    shown = Table(title="oro-wasm: medians")
    for column in ("", "ours", "the other", "reached", "aim"):
        shown.add_column(column, justify="left" if not column else "right")
    for aim, reached in _reached(found):
        kept = aim.limit is None or reached <= aim.limit
        value = f"[{'green' if kept else 'red'}]{reached:,.2f}[/]"
        shown.add_row(aim.label, *_cells(found, aim), value, "" if aim.limit is None else f"at most {aim.limit:g}")
    return shown


def markdown(found: Figures) -> str:
    """Return the same as a table for RESULTS.md: what is not reached is bold."""
    lines = ["| | ours | the other | reached |", "|---|--:|--:|--:|"]
    for aim, reached in _reached(found):
        told = f"{reached:,.2f}" if aim.limit is None or reached <= aim.limit else f"**{reached:,.2f}**"
        told += "" if aim.limit is None else f" (aim {aim.limit:g})"
        lines.append(f"| {aim.label} | {' | '.join(_cells(found, aim))} | {told} |")
    return "\n".join(lines)


def _reached(found: Figures) -> list[tuple[Aim, float]]:
    """Return every aim whose figures there are, with the figure, or what it is as a part of the other one."""
    there = [aim for aim in AIMS if aim.metric in found and (not aim.other or found.get(aim.other))]
    return [(aim, found[aim.metric] / (found[aim.other] if aim.other else 1)) for aim in there]


def _cells(found: Figures, aim: Aim) -> tuple[str, str]:
    return f"{found[aim.metric]:,.4g}", f"{found[aim.other]:,.4g}" if aim.other else ""
