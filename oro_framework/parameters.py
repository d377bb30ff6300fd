"""Types of routes' parameters: what is refused before a handler runs, said once for every route. Sans-IO.

Plain types say the usual: `str` is text that UTF-8 can carry, `int` a whole number of 64 bits, `float` a finite
number. Where less fits, a route says so with a type of this module, or a range with `msgspec.Meta`:

    async def chdir(self, call: Call, path: FilePath, depth: Annotated[int, Meta(ge=0)] = 0) -> None: ...

A value with a form of its own is read by a function, and parameters that belong together stand in one record:

    class Options(msgspec.Struct, frozen=True, rename="camel"):
        background_color: Annotated[Colour | None, Reading(str, Colour.parse)] = None

    async def create(self, call: Call, options: Annotated[Options, SPREAD]) -> None: ...
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from msgspec import Meta, Struct, json

__all__ = (
    "SPREAD",
    "Count",
    "FilePath",
    "Reading",
    "Rule",
    "Spread",
    "SystemText",
    "Url",
    "Word",
    "checked",
    "from_json",
)

_SMALLEST, _GREATEST = -(1 << 63), (1 << 63) - 1


class Rule(Struct, frozen=True):
    """Says what a text may hold.

    Args:
        words: what fits, for messages.
        nul: it may hold NUL.
        raw: it may hold bytes that are no UTF-8, as surrogates of `os.fsdecode`.
        url: it is a URL, absolute or relative.
    """

    words: str = "str"
    nul: bool = True
    raw: bool = False
    url: bool = False

    def check(self, text: str) -> None:
        """Raise unless a text keeps the rule.

        Raises:
            ValueError: it does not.
        """
        if not self.nul and "\0" in text:
            raise ValueError("it holds a NUL")
        if self.url:
            urlsplit(text)
        try:
            if not text.isascii():
                text.encode("utf-8", "surrogateescape" if self.raw else "strict")
        except UnicodeEncodeError:
            raise ValueError("it holds bytes that are no UTF-8") from None


class Reading(Struct, frozen=True):
    """Says how a parameter is read; an empty text counts as absent.

    Args:
        accepts: the type pages send.
        read: returns the value; raises ValueError with the words that complete "must be …".
    """

    accepts: Any
    read: Callable[[Any], Any]


class Spread(Struct, frozen=True):
    """Says that the fields of a record are parameters of the route, by the names they have as JSON."""


SPREAD = Spread()
FilePath = Annotated[str, Rule("path without NUL", nul=False, raw=True)]
"""A path or file name, of any bytes but NUL."""
Word = Annotated[str, Rule("str without NUL", nul=False)]
"""Text for what takes C strings: names, host names, addresses."""
SystemText = Annotated[str, Rule("text without NUL", nul=False, raw=True)]
"""What the system takes of any bytes but NUL: arguments of programs, environment variables."""
Url = Annotated[str, Rule("URL", nul=False, url=True)]
"""A URL that can be taken apart, absolute or relative."""
Count = Annotated[int, Meta(ge=0)]
"""A whole number, 0 or more."""

TEXT = Rule()
"""What holds for `str` without a rule of its own."""


def checked(value: Any, rule: Rule) -> Any:
    """Return a value that a parameter may have.

    Raises:
        ValueError: its text breaks the rule, or its number is not finite or has more than 64 bits.
    """
    kind = type(value)
    if kind is str:
        rule.check(value)
    elif kind is float and not math.isfinite(value):
        raise ValueError("it is not finite")
    elif kind is int and not _SMALLEST <= value <= _GREATEST:
        raise ValueError("it has more than 64 bits")
    return value


def from_json(text: str | bytes, kind: Any = Any) -> Any:
    """Return what JSON of a page says, as a type.

    Raises:
        ValueError: it is no JSON of that type, or is nested too deeply.
    """
    try:
        return json.decode(text, type=kind)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
