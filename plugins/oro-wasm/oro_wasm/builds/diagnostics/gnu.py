"""Messages of the form `file:line:column: severity: text`, which clang, Zig and many others write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from oro_wasm.builds.build import Diagnostic
from oro_wasm.builds.diagnostics.places import relative_file

__all__ = ("diagnostics_of_gnu",)

_PLACED = re.compile(
    r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<kind>fatal error|error|warning|note): (?P<text>.+)"
)
_UNPLACED = re.compile(r"(?:[\w.+-]+: )?(?P<kind>fatal error|error|warning): (?P<text>.+)")
_SUMMARY = re.compile(r"\d+ (errors?|warnings?)( and \d+ errors?)? generated\.")
_Severity = Literal["error", "warning", "note"]
_SEVERITIES: dict[str, _Severity] = {"warning": "warning", "note": "note"}


def diagnostics_of_gnu(lines: Iterable[str], project: Path, folder: Path | None = None) -> list[Diagnostic]:
    """Return the messages in the output of a compiler, in its order.

    Args:
        lines: of its output; lines that are no message, such as those that show the source, are passed over.
        project: names of files inside it become relative to it.
        folder: the folder that relative names in the output begin at; the project when None.
    """
    found = []
    for line in lines:
        if _SUMMARY.fullmatch(line):
            continue
        if placed := _PLACED.fullmatch(line):
            file = relative_file(placed["file"], project, folder)
            found.append(
                Diagnostic(
                    file=file,
                    line=int(placed["line"]),
                    column=int(placed["column"]),
                    severity=_SEVERITIES.get(placed["kind"], "error"),
                    text=placed["text"],
                )
            )
        elif unplaced := _UNPLACED.fullmatch(line):
            found.append(Diagnostic(severity=_SEVERITIES.get(unplaced["kind"], "error"), text=unplaced["text"]))
    return found
