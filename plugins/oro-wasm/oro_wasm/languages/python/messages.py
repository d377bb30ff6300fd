"""Read the messages of componentize-py: tracebacks of the project's modules, and messages of WIT."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from oro_wasm.builds.build import Diagnostic
from oro_wasm.builds.diagnostics.places import relative_file

__all__ = ("diagnostics_of_python",)

_FRAME = re.compile(r'\s*File "/\d+/(?P<file>.+)", line (?P<line>\d+)')
_RAISED = re.compile(r"\w+(\.\w+)*(Error|Exception|Exit|Interrupt|Warning)\b.*")
_WIT_PLACE = re.compile(r"\s*--> (?P<file>.+):(?P<line>\d+):(?P<column>\d+)")
_NUMBERED = re.compile(r"\s*\d+: (?P<text>.+)")


def diagnostics_of_python(lines: Sequence[str], folder: Path) -> list[Diagnostic]:
    """Return the error in the output of a build that failed: one, or none where it names no file.

    Args:
        lines: of standard error.
        folder: of the project.
    """
    for number, line in enumerate(lines):
        if place := _WIT_PLACE.match(line):
            before = next((found for each in reversed(lines[:number]) if (found := _NUMBERED.match(each))), None)
            return [
                Diagnostic(
                    file=relative_file(place["file"], folder),
                    line=int(place["line"]),
                    column=int(place["column"]),
                    text=before["text"] if before else lines[max(number - 1, 0)].strip(),
                )
            ]
    frames = [found for line in lines if (found := _FRAME.match(line))]
    raised = next((line for line in lines if _RAISED.fullmatch(line)), "")
    if not raised:
        return []
    if not frames:
        return [Diagnostic(text=raised)]
    innermost = frames[-1]
    return [Diagnostic(file=innermost["file"], line=int(innermost["line"]), text=raised)]
