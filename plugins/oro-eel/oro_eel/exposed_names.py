"""Find the functions that pages expose, by reading their files. Sans-IO but for `names_in`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ("names_in", "names_of")

_CALL = re.compile(r"\beel\s*\.\s*expose\s*\(")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_QUOTED = re.compile(r"""\s*(["'`])([A-Za-z_$][\w$]*)\1\s*""")


def names_in(folder: Path, endings: Sequence[str]) -> set[str]:
    """Return the names that files of a folder expose; files that are no text are left out."""
    found: set[str] = set()
    for where, _, files in os.walk(folder):
        for file in files:
            if file.endswith(tuple(endings)):
                found |= set(names_of((Path(where) / file).read_text("utf-8", errors="replace")))
    return found


def names_of(text: str) -> Iterator[str]:
    """Yield the names that calls of `eel.expose` in a script give: their second argument, or the function's own."""
    for call in _CALL.finditer(text):
        first, *rest = _arguments(text, call.end())
        quoted = _QUOTED.fullmatch(rest[0]) if rest else None
        own = re.match(r"\s*(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)", first) or _NAME.fullmatch(first.strip())
        if quoted is not None:
            yield quoted[2]
        elif own is not None and not rest:
            yield own[own.lastindex or 0]


def _arguments(text: str, start: int) -> list[str]:
    """Return the arguments of a call whose parenthesis was opened before `start`."""
    arguments, depth, begin, quote = [], 0, start, ""
    place = start
    while place < len(text):
        character = text[place]
        if quote:
            if character == "\\":
                place += 1
            elif character == quote:
                quote = ""
        elif character in "\"'`":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            if not depth:
                break
            depth -= 1
        elif character == "," and not depth:
            arguments.append(text[begin:place])
            begin = place + 1
        place += 1
    return [*arguments, text[begin:place]]
