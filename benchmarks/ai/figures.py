"""Medians of the rounds, and what they are beside what we aim at."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.table import Table

__all__ = ("AIMS", "Aim", "markdown", "medians", "results", "table")

Found = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure of ours, alone or as a part of another peer's, and what it should be.

    `most` says whether the limit is the most or the least it may be.
    """

    label: str
    metric: str
    limit: float
    most: bool
    peer: Literal["", "raw", "llama_cpp.server", "llama-server"] = ""


AIMS = (
    Aim("one client, tokens/s / llama-cpp-python's own loop", "single", 0.97, False, "raw"),
    Aim("the same by the decode thread's processor time of a token (µs)", "processor_time", 1 / 0.97, True, "raw"),
    Aim("four clients, tokens/s / llama_cpp.server", "tokens_per_second", 3.0, False, "llama_cpp.server"),
    Aim("four clients, tokens/s / llama-server", "tokens_per_second", 0.95, False, "llama-server"),
    Aim(
        "the same by the busiest thread's processor time of a token (µs)",
        "together_processor_time",
        1 / 0.95,
        True,
        "llama-server",
    ),
    Aim("four clients, mean time to first token / llama_cpp.server", "first_token", 0.1, True, "llama_cpp.server"),
    Aim("four clients, streams that were cut off", "truncated", 0, True),
    Aim("longest gap of a stream while a long prompt is read (ms)", "stall", 200, True),
    Aim("steps after a client has left", "abort", 2, True),
    Aim("the same, amid its prompt", "abort_prefill", 2, True),
    Aim("part of the decode thread's time that llama_decode has", "decode_share", 0.9, False),
    Aim("memory that 500 requests leave (MB)", "memory_growth", 10, True),
)


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of every figure any round has."""
    names = {name for one in rounds for name in one}
    return {name: statistics.median(one[name] for one in rounds if name in one) for name in sorted(names)}


def results(found: Found) -> list[tuple[Aim, float]]:
    """Return every aim whose figures there are, and what was reached."""
    reached = []
    for aim in AIMS:
        mine = found.get("oro-ai", {}).get(aim.metric)
        theirs = found.get(aim.peer, {}).get(aim.metric) if aim.peer else 1.0
        if mine is not None and theirs:
            reached.append((aim, mine / theirs))
    return reached


def table(found: Found, threads: int) -> Table:
    """Return what was reached as something to print."""
    shown = Table(title=f"oro-ai, SmolLM2-135M q4_0, threads: {threads}: medians")
    for column in ("", "oro-ai", "the other", "reached", "aim"):
        shown.add_column(column, justify="left" if not column else "right")
    for aim, value in results(found):
        limit = f"{'at most' if aim.most else 'at least'} {aim.limit:g}"
        colour = "green" if _kept(aim, value) else "red"
        shown.add_row(aim.label, *_figures(found, aim), f"[{colour}]{value:,.2f}[/]", limit)
    return shown


def markdown(found: Found, threads: int) -> str:
    """Return the same as a table for RESULTS.md: what is not reached is bold."""
    lines = [f"| threads: {threads} | oro-ai | the other | reached |", "|---|--:|--:|--:|"]
    for aim, value in results(found):
        told = f"{value:,.2f}" if _kept(aim, value) else f"**{value:,.2f}**"
        lines.append(f"| {aim.label} | {' | '.join(_figures(found, aim))} | {told} (aim {aim.limit:.3g}) |")
    return "\n".join(lines)


def _kept(aim: Aim, value: float) -> bool:
    return value <= aim.limit if aim.most else value >= aim.limit


def _figures(found: Found, aim: Aim) -> tuple[str, str]:
    mine = found["oro-ai"][aim.metric]
    return f"{mine:,.4g}", f"{found[aim.peer][aim.metric]:,.4g}" if aim.peer else ""
