"""The parameters of an SQL statement, with their prefixes, in SQLite's order. Sans-IO.

SQLite numbers them as it meets them: `?` is the next number, `?5` is number 5, and a name is the next number
when it is met first. What stands in quotes, brackets and comments is none (sqlite.org/lang_expr.html).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

__all__ = ("parameters_of",)

_TOKEN = r"""
      '(?:[^']|'')*' | "(?:[^"]|"")*" | `(?:[^`]|``)*` | \[[^\]]*\]
    | --[^\n]* | /\*.*?(?:\*/|\Z)
    | (?P<number>\?\d*)
    | (?P<name>[:@#][\w$\x80-\U0010ffff]+ | \$[\w$\x80-\U0010ffff]+(?:::[\w$\x80-\U0010ffff]*)*(?:\([^\s)]*\))?)
    | [A-Za-z_0-9\x80-\U0010ffff][\w$\x80-\U0010ffff]*
    """


def parameters_of(sql: str) -> Sequence[str | None]:
    """Return one entry for each number from 1 on: `:name`, `@name`, `$name`, `?5`, or None for `?` and for a gap."""
    found: list[str | None] = []
    for match in _pattern().finditer(sql):
        if (number := match["number"]) is not None:
            _number(found, number)
        elif (name := match["name"]) is not None and name not in found:
            found.append(name)
    return found


@cache
def _pattern() -> re.Pattern[str]:
    """Compile it when the first statement comes: that takes milliseconds."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL | re.ASCII)


def _number(found: list[str | None], text: str) -> None:
    if text == "?":
        found.append(None)
        return
    number = int(text[1:])
    found.extend([None] * (number - len(found)))
    if found[number - 1] is None:
        found[number - 1] = text
