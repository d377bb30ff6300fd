"""Medians of the rounds, ratios against the others, and what we aim at."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from rich.table import Table

Rounds = Sequence[Mapping[str, float]]

METRICS = {
    "sequential": "call, one after another (µs)",
    "parallel": "call, 100 in flight (µs)",
    "sequential_fetch": "bare fetch, one after another (µs)",
    "parallel_fetch": "bare fetch, 100 in flight (µs)",
    "put_1": "1 MB to Python (ms)",
    "get_1": "1 MB to the page (ms)",
    "put_16": "16 MB to Python (ms)",
    "get_16": "16 MB to the page (ms)",
    "file": "100 MB file into an ArrayBuffer (ms)",
    "start": "process start to first page script (ms)",
    "memory": "resident memory when idle (MB)",
    "memory_after": "resident memory afterwards (MB)",
}

AIMS = {
    ("sequential", "pywebview"): 0.60,
    ("sequential", "pytauri"): 0.85,
    ("parallel", "pywebview"): 0.35,
    ("parallel", "pytauri"): 0.70,
    ("file", "pywebview"): 0.20,
    ("file", "pytauri"): 0.50,
    ("start", "pywebview"): 1.15,
}
"""The most our figure may be, as a part of the other's."""


def medians(rounds: Rounds) -> dict[str, float]:
    """Return the median of every figure that all rounds have."""
    names = [name for name in METRICS if rounds and all(name in one for one in rounds)]
    return {name: statistics.median(one[name] for one in rounds) for name in names}


def ratios(found: Mapping[str, Mapping[str, float]], ours: str) -> dict[str, dict[str, float]]:
    """Return, for every other framework, our figure divided by its own."""
    mine = found.get(ours, {})
    return {
        peer: {name: mine[name] / value for name, value in theirs.items() if name in mine and value}
        for peer, theirs in found.items()
        if peer != ours
    }


def table(found: Mapping[str, Mapping[str, float]], ours: str) -> Table:
    """Return the figures and ratios as something to print."""
    compared = ratios(found, ours)
    result = Table(title="Medians; a ratio below 1 is in our favour")
    result.add_column("")
    for name in found:
        result.add_column(name, justify="right")
    for peer in compared:
        result.add_column(f"{ours} / {peer}", justify="right")
    for metric, label in METRICS.items():
        if not any(metric in figures for figures in found.values()):
            continue
        cells = [_number(figures.get(metric)) for figures in found.values()]
        cells += [_ratio(compared[peer].get(metric), AIMS.get((metric, peer))) for peer in compared]
        result.add_row(label, *cells)
    return result


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _ratio(value: float | None, aim: float | None) -> str:
    if value is None:
        return ""
    if aim is None:
        return f"{value:.2f}"
    colour = "green" if value <= aim else "red"
    return f"[{colour}]{value:.2f}[/] (aim {aim:.2f})"
