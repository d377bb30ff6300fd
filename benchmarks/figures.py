"""Medians of the rounds, and tables of ratios beside what we aim at."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence

from rich.table import Table

from benchmarks.comparisons import Comparison

__all__ = ("METRICS", "markdown", "medians", "ratios", "table")

Rounds = Sequence[Mapping[str, float]]
Found = Mapping[str, Mapping[str, float]]

METRICS = {
    "sequential": "call, one after another (µs)",
    "parallel": "call, 100 in flight (µs)",
    "sequential_fetch": "bare fetch, one after another (µs)",
    "parallel_fetch": "bare fetch, 100 in flight (µs)",
    "push": "event to the page (µs)",
    "stream_up": "stream of 100 MB to Python (ms)",
    "stream_down": "stream of 100 MB to the page (ms)",
    "stream_memory": "memory that six streams leave (MB)",
    "datagram": "datagram there and back (µs)",
    "read": "readFile of 4 KB, one after another (µs)",
    "read_64": "readFile of 4 KB, 64 at a time (µs)",
    "readdir": "readdir of 10,000 entries with types (ms)",
    "copy": "copy of 256 MB through streams (ms)",
    "copy_through": "the same, through a PassThrough of the page (ms)",
    "spawn": "spawn of `true` (ms)",
    "request": "request without a worker, one after another (µs)",
    "request_64": "request without a worker, 64 in flight (µs)",
    "cached": "request a worker answers from its cache, one after another (µs)",
    "cached_64": "request a worker answers from its cache, 64 in flight (µs)",
    "through": "50 MB, handed on by a worker where there is one (ms)",
    "through_memory": "memory that three of these leave (MB)",
    "changed": "50 MB that a worker reads and streams on (ms)",
    "changed_memory": "memory that three of these leave (MB)",
    "put_1": "1 MB to Python (ms)",
    "get_1": "1 MB to the page (ms)",
    "put_16": "16 MB to Python (ms)",
    "get_16": "16 MB to the page (ms)",
    "file": "100 MB file into an ArrayBuffer (ms)",
    "start": "process start to first page script (ms)",
    "memory": "resident memory when idle (MB)",
    "memory_after": "resident memory afterwards (MB)",
}
NO_RATIO = frozenset({"stream_memory", "through_memory", "changed_memory"})
"""A difference, which may be nothing."""


def medians(rounds: Rounds) -> dict[str, float]:
    """Return the median of every figure that all rounds have."""
    names = [name for name in METRICS if rounds and all(name in one for one in rounds)]
    return {name: statistics.median(one[name] for one in rounds) for name in names}


def ratios(found: Found, comparison: Comparison) -> dict[str, dict[str, float]]:
    """Return, for every other peer, our figure divided by its own."""
    mine = found.get(comparison.ours, {})
    return {
        peer: {
            name: mine[name] / value
            for name, value in found[peer].items()
            if value and name in mine and name not in NO_RATIO
        }
        for peer in comparison.others
        if peer in found
    }


def table(found: Found, comparison: Comparison) -> Table:
    """Return the figures and ratios as something to print."""
    compared = ratios(found, comparison)
    columns = [comparison.ours, *compared]
    result = Table(title=f"{comparison.title}: medians; a ratio below 1 is in our favour")
    result.add_column("")
    for name in columns:
        result.add_column(name, justify="right")
    for peer in compared:
        result.add_column(f"/ {peer}", justify="right")
    for metric, label in METRICS.items():
        if metric not in found[comparison.ours]:
            continue
        cells = [_number(found[name].get(metric)) for name in columns]
        cells[0] += _limit(found[comparison.ours][metric], comparison.limits.get(metric))
        cells += [_ratio(compared[peer].get(metric), comparison.aims.get((metric, peer))) for peer in compared]
        result.add_row(label, *cells)
    return result


def markdown(shown: Table) -> str:
    """Return a table as RESULTS.md has it; what misses its aim is bold."""
    columns = [[str(column.header), *map(str, column.cells)] for column in shown.columns]
    head, *rows = zip(*columns, strict=True)
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    text = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return re.sub(r"\[green\](.*?)\[/\]", r"\1", re.sub(r"\[red\](.*?)\[/\]", r"**\1**", text))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _limit(value: float, limit: float | None) -> str:
    if limit is None:
        return ""
    return f" [{'green' if value <= limit else 'red'}](aim {limit:.0f})[/]"


def _ratio(value: float | None, aim: float | None) -> str:
    if value is None:
        return ""
    if aim is None:
        return f"{value:.2f}"
    colour = "green" if value <= aim else "red"
    return f"[{colour}]{value:.2f}[/] (aim {aim:.2f})"
