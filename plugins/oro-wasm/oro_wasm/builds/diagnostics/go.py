"""Messages of the Go tools: `file:line:column: text`, all of them errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from oro_wasm.builds.build import Diagnostic
from oro_wasm.builds.diagnostics.places import relative_file

__all__ = ("diagnostics_of_go",)

_PLACED = re.compile(r"(?:vet: )?(?P<file>[^\s:][^:]*\.(?:go|s|mod)):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<text>.+)")
_TOOL = re.compile(r"go: (?P<text>.+)")


def diagnostics_of_go(lines: Iterable[str], project: Path) -> list[Diagnostic]:
    """Return the messages in the output of `go build`, in its order; an indented line goes on with the one before."""
    found: list[Diagnostic] = []
    for line in lines:
        if placed := _PLACED.fullmatch(line):
            file = relative_file(placed["file"], project)
            column = int(placed["column"] or 0)
            found.append(Diagnostic(file=file, line=int(placed["line"]), column=column, text=placed["text"]))
        elif tool := _TOOL.fullmatch(line):
            found.append(Diagnostic(text=tool["text"]))
        elif line.startswith("\t") and found:
            last = found.pop()
            found.append(
                Diagnostic(file=last.file, line=last.line, column=last.column, text=f"{last.text} {line.strip()}")
            )
    return found
