"""A message of a page's console, as engines report it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

__all__ = ("ConsoleMessage", "Part")

_LEVELS = frozenset({"log", "info", "warn", "error", "debug", "report"})
_PLACE = re.compile(r"\(?(?P<url>[^\s()]+?):(?P<line>\d+)(?::(?P<column>\d+))?\)?$")


class Part(Struct, frozen=True):
    """A piece of a message: a text that was written as it is, or a value that was written out."""

    text: str
    is_value: bool = False


class ConsoleMessage(Struct, frozen=True, kw_only=True):
    """A message; its place is empty where it is not known."""

    level: str = "log"
    parts: Sequence[Part] = ()
    url: str = ""
    line: int = 0
    column: int = 0
    uncaught: bool = False
    """It is an error that no code of the page handled."""

    @property
    def text(self) -> str:
        """The whole message."""
        return " ".join(part.text for part in self.parts)

    @classmethod
    def plain(cls, level: str, text: str, *, url: str = "", line: int = 0, uncaught: bool = False) -> ConsoleMessage:
        """Return a message of one text."""
        level = level if level in _LEVELS else "log"
        return cls(level=level, parts=(Part(text),), url=url, line=line, uncaught=uncaught)

    @classmethod
    def read(cls, text: str) -> ConsoleMessage:
        """Read what `webkit/console.js` posts; a page can post anything, which then is the text."""
        try:
            found: Any = json.loads(text)
            parts = tuple(Part(str(each), bool(is_value)) for is_value, each in found["parts"])
            place = _PLACE.search(str(found["at"]))
            level, uncaught = str(found["level"]), bool(found["uncaught"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return cls.plain("log", text)
        return cls(
            level=level if level in _LEVELS else "log",
            parts=parts,
            url=place["url"] if place else "",
            line=int(place["line"]) if place else 0,
            column=int(place["column"] or 0) if place else 0,
            uncaught=uncaught,
        )
