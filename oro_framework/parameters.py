"""Types for parameters of routes, whose values are checked before a handler runs. Sans-IO.

Plain types have plain limits: `str` is text that UTF-8 can carry, `int` a whole number of 64 bits, `float` a finite
number. A route narrows them with a type of this module, or with a range by `msgspec.Meta`:

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
    "AnyText",
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
    """A rule for the characters of a text.

    Args:
        words: the description of a valid text, for messages.
        nul: the text may hold NUL.
        raw: the text may hold bytes that are not UTF-8, as surrogates of `os.fsdecode`.
        url: the text is a URL, absolute or relative.
        empty: an empty text is a value, and does not count as absent.
    """

    words: str = "str"
    nul: bool = True
    raw: bool = False
    url: bool = False
    empty: bool = False

    def check(self, text: str) -> None:
        """Raise an error unless a text keeps the rule.

        Raises:
            ValueError: the text breaks the rule.
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
"""Text for functions that take C strings: names, host names, addresses."""
SystemText = Annotated[str, Rule("text without NUL", nul=False, raw=True)]
"""Text of any bytes but NUL: arguments of programs, environment variables."""
AnyText = Annotated[str, Rule(empty=True)]
"""Text that may be empty."""
Url = Annotated[str, Rule("URL", nul=False, url=True)]
"""A URL that can be parsed, absolute or relative."""
Count = Annotated[int, Meta(ge=0)]
"""A whole number, 0 or more."""

TEXT = Rule()
"""The rule for a plain `str`."""


def checked(value: Any, rule: Rule) -> Any:
    """Return a value when a parameter may have it.

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
    """Decode JSON of a page as a type.

    Raises:
        ValueError: the text is no JSON of that type, or is nested too deeply.
    """
    try:
        return json.decode(text, type=kind)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
