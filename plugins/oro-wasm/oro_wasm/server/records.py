"""Log records of a development server, and diagnostics with the source they are about."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, to_builtins

from oro_wasm.builds.build import Diagnostic
from oro_wasm.server.errors import NotServed
from oro_wasm.server.served import ServedFolder

__all__ = ("Level", "Line", "Log", "Record", "Shown", "with_source")

Level = Literal["debug", "info", "warning", "error"]
KEPT = 1000
"""Records that are remembered."""
LONGEST = 4000
"""Characters of one record."""
AROUND = 2
"""Lines shown before and after the one a diagnostic names."""
LARGEST_SOURCE = 1 << 20
"""Bytes of a source file that is shown."""


class Record(Struct, frozen=True):
    """One thing that happened."""

    time: float
    """Seconds since 1970."""
    level: Level
    source: str
    """The part of the server: `build`, `watch`, `server` or `page`."""
    text: str
    progress: bool = False
    """It says how far a build is."""


class Log:
    """The newest records.

    Args:
        told: called with each record.
    """

    def __init__(self, told: Callable[[Record], None]) -> None:
        self._told = told
        self._records: deque[Record] = deque(maxlen=KEPT)

    def add(self, level: Level, source: str, text: str, *, progress: bool = False) -> None:
        """Remember a record; text beyond `LONGEST` characters is cut."""
        record = Record(time.time(), level, source, text if len(text) <= LONGEST else text[:LONGEST] + "…", progress)
        self._records.append(record)
        self._told(record)

    @property
    def records(self) -> Sequence[Record]:
        """The remembered records, oldest first."""
        return tuple(self._records)


class Line(Struct, frozen=True):
    """A line of a source file."""

    number: int
    text: str


class Shown(Struct, frozen=True, kw_only=True):
    """A diagnostic with the lines it is about."""

    diagnostic: Diagnostic
    lines: tuple[Line, ...] = ()

    def as_json(self) -> object:
        """Return the members for the page."""
        return {**to_builtins(self.diagnostic), "lines": to_builtins(self.lines)}


def with_source(diagnostic: Diagnostic, folder: Path) -> Shown:
    """Return a diagnostic with the lines around it, where its file is in the folder of the project."""
    if not diagnostic.file or diagnostic.line < 1:
        return Shown(diagnostic=diagnostic)
    try:
        with ServedFolder(folder).open(diagnostic.file) as file:
            text = file.read(LARGEST_SOURCE).decode(errors="replace")
    except (NotServed, OSError):
        return Shown(diagnostic=diagnostic)
    lines = text.splitlines()
    first, last = max(1, diagnostic.line - AROUND), min(len(lines), diagnostic.line + AROUND)
    return Shown(
        diagnostic=diagnostic, lines=tuple(Line(number, lines[number - 1]) for number in range(first, last + 1))
    )
