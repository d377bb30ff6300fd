"""Conversion of written values to the types of settings. Sans-IO.

A `Setting.type` is one of `bool int float str Path`, `tuple[str, ...]` (several words: an array, or
text with spaces or commas between), `list` or `dict` (as written), or any function of the written
value that raises ValueError saying what it expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_origin

from msgspec import Struct

__all__ = (
    "Length",
    "boolean",
    "bundle_identifier",
    "byte_count",
    "convert",
    "described",
    "header_lines",
    "is_secret",
    "milliseconds",
    "seconds",
    "words",
)

_TRUE = frozenset({"true", "1", "on", "yes"})
_FALSE = frozenset({"false", "0", "off", "no"})
_SECRET = re.compile(r"(^|[_-])(key|secret|token|password)$")


def convert(kind: Any, value: Any, *, text: bool = False) -> Any:
    """Return `value` as `kind`.

    Args:
        kind: a `Setting.type`.
        value: as TOML gives it.
        text: the value is untyped text (environment, command line), from which numbers are read.

    Raises:
        ValueError: the value has another type; the message completes "expected …".
    """
    if (converter := _CONVERTERS.get(get_origin(kind) or kind)) is not None:
        return converter(value, text)
    return kind(value)


def described(value: Any) -> str:
    """Describe a wrong value for the end of a message: `the text "wide"`, `the number 5`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f'the text "{value[:60]}"' if value else "an empty text"
    if isinstance(value, list):
        return f"an array of {len(value)}"
    return f"a {type(value).__name__}"


def is_secret(key: str) -> bool:
    """Return whether values of this key should not be shown: shared keys, tokens, passwords."""
    return _SECRET.search(key.lower()) is not None


def boolean(value: Any) -> bool:
    """Read true/false, 1/0, on/off, yes/no.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError("true or false")


def words(value: Any) -> tuple[str, ...]:
    """Read an array of texts, or one text with spaces or commas between its words.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    if isinstance(value, (list, tuple)) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise ValueError('an array of texts such as ["one", "two"]')


def header_lines(value: Any) -> tuple[tuple[str, str], ...]:
    """Read `Name: value` headers from an array or from lines of text.

    Raises:
        ValueError: a line has no colon, or a name or value no header may have.
    """
    lines = value.splitlines() if isinstance(value, str) else value
    if not isinstance(lines, (list, tuple)) or not all(isinstance(line, str) for line in lines):
        raise ValueError('headers such as ["X-Name: value"]')
    return tuple(_header(line) for line in lines if line.strip())


def bundle_identifier(value: Any) -> str:
    """Read a reverse-DNS name such as `com.example.app`; it becomes the host of the app's origin.

    Raises:
        ValueError: it is no such name.
    """
    label = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    if isinstance(value, str) and len(value) <= 253 and re.fullmatch(rf"{label}(\.{label})*", value):
        return value
    raise ValueError('a name such as "com.example.app" of letters, digits, hyphens and dots')


def seconds(value: Any) -> float:
    """Read a number of seconds, at least 0.

    Raises:
        ValueError: it is none.
    """
    try:
        number = float("" if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a number of seconds") from None
    if not 0 <= number < float("inf"):
        raise ValueError("a number of seconds, at least 0")
    return number


def milliseconds(value: Any) -> int:
    """Read a whole number of milliseconds, at least 0.

    Raises:
        ValueError: it is none.
    """
    digits = "" if isinstance(value, bool) else str(value).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError("a whole number of milliseconds")
    return int(digits)


def byte_count(value: Any) -> int:
    """Read a number of bytes: `1048576`, `"64 MiB"`, `"10 kB"`.

    Raises:
        ValueError: it is none.
    """
    units = {"": 1, "B": 1, "kB": 10**3, "KiB": 2**10, "MB": 10**6, "MiB": 2**20, "GB": 10**9, "GiB": 2**30}
    text = "" if isinstance(value, bool) else str(value).strip()
    digits = text.rstrip("BkKMGi ")
    if digits.isascii() and digits.isdigit() and len(digits) < 16 and (unit := text[len(digits) :].strip()) in units:
        return int(digits) * units[unit]
    raise ValueError('a number of bytes such as 1048576 or "64 MiB"')


class Length(Struct, frozen=True):
    """A size on screen: pixels, or a share of the screen."""

    amount: float
    percent: bool = False

    @classmethod
    def parse(cls, value: Any) -> Length:
        """Read `800`, `"800px"` or `"50%"`.

        Raises:
            ValueError: it is none of these, or is negative.
        """
        match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(px|%)?\s*", "" if isinstance(value, bool) else str(value))
        if match is None:
            raise ValueError('a number of pixels or a share such as "50%"')
        return cls(float(match[1]), match[2] == "%")

    def pixels(self, screen: int) -> int:
        """Return the size in px on a screen of that size."""
        return round(screen * self.amount / 100 if self.percent else self.amount)

    def __str__(self) -> str:
        return f"{self.amount:g}%" if self.percent else f"{self.amount:g}"


def _header(line: str) -> tuple[str, str]:
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name) or not value.isprintable():
        raise ValueError('headers such as ["X-Name: value"]')
    return name, value


def _boolean(value: Any, text: bool) -> bool:
    return boolean(value)


def _integer(value: Any, text: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if text and isinstance(value, str) and re.fullmatch(r"[+-]?\d{1,19}", value.strip(), re.ASCII):
        return int(value)
    raise ValueError("a whole number")


def _number(value: Any, text: bool) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _finite(value)
    if text and isinstance(value, str):
        try:
            return _finite(value)
        except ValueError:
            pass
    raise ValueError("a number")


def _finite(value: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        raise ValueError("a number") from None
    if number - number != 0:
        raise ValueError("a number")
    return number


def _string(value: Any, text: bool) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("a text in quotes")


def _path(value: Any, text: bool) -> Path:
    if isinstance(value, str) and "\0" not in value:
        return Path(value)
    raise ValueError("a path in quotes")


def _words(value: Any, text: bool) -> tuple[str, ...]:
    return words(value)


def _list(value: Any, text: bool) -> list[Any]:
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return list(words(value))
    raise ValueError("an array")


def _mapping(value: Any, text: bool) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise ValueError("a table")


_CONVERTERS: Mapping[Any, Callable[[Any, bool], Any]] = {
    bool: _boolean,
    int: _integer,
    float: _number,
    str: _string,
    Path: _path,
    tuple: _words,
    list: _list,
    dict: _mapping,
}
