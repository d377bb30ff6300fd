"""Globs over relative paths, and `Choice`, which of a folder's files an export has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..entry import Entry
from .errors import FormatError

__all__ = ("Choice", "matcher")

MAX_BRACES = 1000
"""Patterns that braces in one pattern may stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The files of an export, by the rules that WebContainer documents.

    1. Patterns are held against the path relative to what is exported: `src/*.js`.
    2. `excludes` leaves files out, and folders with everything below: `node_modules`, `**/*.map`.
    3. `includes` brings files from excluded folders back: `node_modules/left-pad/**`. It is no list of all that is
       wanted: without `excludes` it does nothing.
    4. `*` is any text within one name, `**` any number of folders, `?` one character, `[a-z]` and `[!a-z]` one of
       several, `{a,b}` either. A leading `./` or `/` is not looked at. Names that begin with a dot are no exception.
    """

    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def among(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield the entries that are chosen, and the folders they are in; entries come parents first."""
        excluded, included = matcher(self.excludes), matcher(self.includes)
        shut: set[str] = set()
        waiting: dict[str, Entry] = {}
        for entry in entries:
            above = _above(entry.path)
            is_out = bool(entry.path) and (above in shut or bool(excluded.fullmatch(entry.path)))
            if is_out and entry.kind == "directory":
                shut.add(entry.path)
                if not included.fullmatch(entry.path):
                    waiting[entry.path] = entry
                    continue
            if not is_out or included.fullmatch(entry.path):
                yield from _folders_to(entry.path, waiting)
                yield entry


def _folders_to(path: str, waiting: dict[str, Entry]) -> Iterator[Entry]:
    """Yield the folders above a path that were left out so far."""
    above = _above(path)
    if above in waiting:
        yield from _folders_to(above, waiting)
        yield waiting.pop(above)


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def matcher(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return the expression that matches the paths that one of the patterns does; of none, it matches nothing.

    Raises:
        FormatError: a pattern has a bracket or brace that is not closed, or braces that stand for too much.
    """
    alternatives = [_expression(each) for pattern in patterns for each in _unfolded(pattern, pattern)]
    return re.compile("|".join(alternatives) if alternatives else r"(?!)", re.DOTALL)


def _unfolded(pattern: str, whole: str) -> list[str]:
    """Return the patterns that the braces of one stand for."""
    pending, found = [pattern], []
    while pending:
        each = pending.pop()
        brace = _innermost_brace(each, whole)
        if brace is None:
            found.append(each)
            continue
        start, end = brace
        pending += [each[:start] + option + each[end + 1 :] for option in each[start + 1 : end].split(",")]
        if len(pending) + len(found) > MAX_BRACES:
            raise FormatError("glob", whole, f"has braces that stand for more than {MAX_BRACES} patterns")
    return found


def _innermost_brace(pattern: str, whole: str) -> tuple[int, int] | None:
    end = pattern.find("}")
    start = pattern.rfind("{", 0, end) if end >= 0 else pattern.find("{")
    if start >= 0 and end < 0:
        raise FormatError("glob", whole, "has a brace that is not closed")
    return None if start < 0 else (start, end)


def _expression(pattern: str) -> str:
    pattern = pattern.removeprefix("./").lstrip("/").rstrip("/")
    names = [name for name in pattern.split("/") if name]
    names = [name for at, name in enumerate(names) if name != "**" or names[at + 1 : at + 2] != ["**"]]
    # A `**` takes whole names with the slash after them; at the end it takes everything below.
    parts = []
    for index, name in enumerate(names):
        is_last = index == len(names) - 1
        if name == "**":
            parts.append(".*" if is_last else "(?:[^/]*/)*")
        else:
            parts.append(_name(name, pattern) + ("" if is_last else "/"))
    return "".join(parts)


def _name(name: str, pattern: str) -> str:
    """Return the expression of one name."""
    made, at = "", 0
    while at < len(name):
        character = name[at]
        at += 1
        if character == "*":
            made += "" if made.endswith("[^/]*") else "[^/]*"
        elif character == "?":
            made += "[^/]"
        elif character == "[":
            end = name.find("]", at + 2 if name[at : at + 1] == "!" else at + 1)
            if end < 0:
                raise FormatError("glob", pattern, "has a bracket that is not closed")
            made += _bracket(name[at:end], pattern)
            at = end + 1
        else:
            made += re.escape(character)
    return made


def _bracket(inside: str, pattern: str) -> str:
    """Return the expression of one character of several."""
    negated = inside.startswith(("!", "^"))
    rest, made = inside[1:] if negated else inside, ""
    while rest:
        low, dash, high = rest[0], rest[1:2], rest[2:3]
        if dash == "-" and high:
            if low > high:
                raise FormatError("glob", pattern, f'has a bracket with "{low}-{high}", which is no range')
            made += f"{re.escape(low)}-{re.escape(high)}"
        else:
            made += re.escape(low)
        rest = rest[3:] if dash == "-" and high else rest[1:]
    return f"[^/{made}]" if negated else f"(?!/)[{made}]"
