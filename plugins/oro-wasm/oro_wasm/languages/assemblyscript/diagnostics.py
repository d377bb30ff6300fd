"""Messages of the AssemblyScript compiler."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from oro_wasm.builds.build import Diagnostic
from oro_wasm.builds.diagnostics.places import relative_file

__all__ = ("diagnostics_of_asc",)

_MESSAGE = re.compile(r"(?P<kind>ERROR|WARNING|INFO|PEDANTIC)(?: [A-Z]+\d+)?: (?P<text>.+)")
_PLACE = re.compile(r"[^\w~/.]*in (?P<file>.+)\((?P<line>\d+),(?P<column>\d+)\)")
_Severity = Literal["error", "warning", "note"]
_SEVERITIES: dict[str, _Severity] = {"ERROR": "error", "WARNING": "warning"}


def diagnostics_of_asc(lines: Iterable[str], folder: Path) -> list[Diagnostic]:
    """Return the messages in the compiler's output, in its order.

    Args:
        lines: of its output, without colors.
        folder: of the project, in which the compiler ran.
    """
    return [_diagnostic(heading, rest, folder) for heading, rest in _messages(lines)]


def _messages(lines: Iterable[str]) -> Iterator[tuple[re.Match[str], list[str]]]:
    """Yield the first line of each message, with the lines after it."""
    heading: re.Match[str] | None = None
    rest: list[str] = []
    for line in lines:
        if found := _MESSAGE.match(line):
            if heading:
                yield heading, rest
            heading, rest = found, []
        else:
            rest.append(line)
    if heading:
        yield heading, rest


def _diagnostic(heading: re.Match[str], rest: list[str], folder: Path) -> Diagnostic:
    severity = _SEVERITIES.get(heading["kind"], "note")
    place = next((found for line in rest if (found := _PLACE.match(line))), None)
    if place is None:
        return Diagnostic(severity=severity, text=heading["text"])
    file = place["file"]
    return Diagnostic(
        file=file if file.startswith("~") else relative_file(file, folder),
        line=int(place["line"]),
        column=int(place["column"]),
        severity=severity,
        text=heading["text"],
    )
