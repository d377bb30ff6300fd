"""Tell a person or a program how the guest of `oro wasm exec` ended."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import groupby
from typing import TextIO

import click

from oro_framework.cli.terminal import fail, note
from oro_wasm.guests.outcome import Outcome, Trap
from oro_wasm.guests.start import Start
from oro_wasm.guests.values import as_json, as_text

__all__ = ("answer",)

_ADVICE = {
    "out-of-fuel": "allow it more with --fuel",
    "stack-overflow": "look for a recursion that does not end",
}
"""Advice, by the code of the trap."""
_NEARLY = 0.9
"""The part of its memory that a guest has taken when its end is likely to have to do with it."""


def answer(outcome: Outcome, start: Start, json_to: int | None) -> None:
    """Print the results of a function, or why a guest could not go on.

    Args:
        outcome: how it ended.
        start: what ran.
        json_to: the descriptor to which all of it is written as JSON instead, then closed.
    """
    if json_to is not None:
        with open(json_to, "w", encoding="utf-8") as out:
            _write_json(outcome, out)
        return
    for each in outcome.results:
        click.echo(as_text(each))
    if outcome.trap is not None:
        fail(_sentence(outcome.trap, start))
        for line in _stack(outcome.trap):
            note(line)
    if full := _fullness(outcome, start):
        note(full)


def _write_json(outcome: Outcome, out: TextIO) -> None:
    trap = outcome.trap
    told = {
        "code": outcome.code,
        "results": [as_json(each) for each in outcome.results],
        "trap": trap
        and {
            "code": trap.code,
            "message": trap.message,
            "frames": [{"function": each.function, "offset": each.offset} for each in trap.frames],
        },
        "fuel": outcome.fuel,
        "memory": outcome.memory,
    }
    json.dump(told, out, indent=2, ensure_ascii=False)
    out.write("\n")


def _sentence(trap: Trap, start: Start) -> str:
    advice = _ADVICE.get(trap.code, "")
    return f'Cannot go on with "{os.path.basename(start.path)}": {trap.message}' + (f"; {advice}" if advice else "")


def _stack(trap: Trap) -> Iterator[str]:
    for frame, calls in groupby(trap.frames):
        times = len(list(calls))
        place = f" (offset {frame.offset:#x})" if frame.offset >= 0 else ""
        yield f"  at {frame.function}{place}" + (f", {times} times" if times > 1 else "")


def _fullness(outcome: Outcome, start: Start) -> str:
    """Return a sentence about the memory of a guest that failed, where it had taken nearly all it may have."""
    limit = start.limits.memory
    if not outcome.code or outcome.memory is None or outcome.memory < limit * _NEARLY:
        return ""
    return f"Its memory had grown to {outcome.memory} bytes, and it may have {limit}; allow it more with --max-memory"
