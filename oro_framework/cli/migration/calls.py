"""Calls of other frameworks that a project makes, and what does the same here. Sans-IO."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from oro_framework.cli.migration.equivalents import EQUIVALENTS
from oro_framework.cli.migration.project import Project

__all__ = ("Left", "left")

LANGUAGES: Mapping[str, Sequence[str]] = {
    "py": (".py",),
    "rs": (".rs",),
    "js": (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".html", ".vue", ".svelte"),
}


class Left(Struct, frozen=True):
    """A place that is left to write by hand: what stands there, and what to write."""

    path: str
    line: int
    found: str
    write: str

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{self.path}:{self.line}"


def left(project: Project) -> list[Left]:
    """Return the calls of a project's framework, in the order of its files and lines."""
    return [item for path, text in project.texts.items() for item in _in_file(project.kind, path, text)]


def _in_file(kind: str, path: str, text: str) -> Iterator[Left]:
    known = [
        (re.compile(each.pattern), each.write)
        for each in EQUIVALENTS[kind]
        if path.endswith(tuple(LANGUAGES[each.language]))
    ]
    comment = "#" if path.endswith(".py") else "//"
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(comment):
            continue
        taken: list[tuple[int, int]] = []
        for pattern, write in known:
            for found in pattern.finditer(line):
                if not any(start < found.end() and found.start() < end for start, end in taken):
                    taken.append(found.span())
                    yield Left(path, number, found[0].strip(), found.expand(write))
