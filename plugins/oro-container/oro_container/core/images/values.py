"""`Values`, a table of a file whose keys are taken one by one, so that every error names its key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from oro_container.core.images.errors import BadManifest

__all__ = ("Values",)

_SIZE = re.compile(r"(\d+)\s*([KMGT]?)(i?B)?", re.IGNORECASE)
_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


class Values:
    """A table whose keys are taken.

    Args:
        file: the name of the file, for messages.
        found: the table.
        above: the keys that lead to it, each with a dot after it.
    """

    def __init__(self, file: str, found: Mapping[str, Any], above: str = "") -> None:
        self._file = file
        self._found = found
        self._above = above
        self._known: list[str] = []

    def names(self) -> Sequence[str]:
        """Return every key."""
        return list(self._found)

    def has(self, key: str) -> bool:
        """Return whether a key is there."""
        return key in self._found

    def wrong(self, key: str, value: object, expected: str) -> BadManifest:
        """Return the error that a value is not what it has to be."""
        shown = f" is {_shown(value)}," if value != "" else ":"
        return BadManifest(f"Cannot read {self._file}: `{self._above}{key}`{shown} {expected}")

    def finish(self) -> None:
        """Check that every key was taken.

        Raises:
            BadManifest: one was not; the message says what it may have meant.
        """
        for key in self._found:
            if key not in self._known:
                near = get_close_matches(key, self._known, n=1)
                meant = f'did you mean "{near[0]}"?' if near else f"expected one of {', '.join(self._known)}"
                raise BadManifest(f"Cannot read {self._file}: there is no key `{self._above}{key[:80]}`; {meant}")

    def text(self, key: str, form: re.Pattern[str] | None, described: str, default: str | None = None) -> str:
        """Take a text."""
        value = self._take(key, default)
        if value is None:
            raise BadManifest(f'Cannot read {self._file}: `{self._above}{key}` is missing; add {key} = "…"')
        if not isinstance(value, str):
            raise self.wrong(key, value, "expected a text")
        if form is not None and not form.fullmatch(value):
            raise self.wrong(key, value, f"expected {described}")
        return value

    def scalar(self, key: str) -> str:
        """Take a text, or a number or a truth as text."""
        value = self._take(key, "")
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, (str, int, float)):
            raise self.wrong(key, value, "expected a text")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.wrong(key, value, 'expected a list of texts, such as ["a", "b"]')
        return tuple(value)

    def integers(self, key: str, least: int, most: int) -> tuple[int, ...]:
        """Take a list of integers."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(_is_integer(each) and least <= each <= most for each in value):
            raise self.wrong(key, value, f"expected a list of numbers from {least} to {most}")
        return tuple(value)

    def integer(self, key: str, least: int) -> int | None:
        """Take an integer, or None where it is not said."""
        value = self._take(key, None)
        if value is None:
            return None
        if not _is_integer(value) or value < least:
            raise self.wrong(key, value, f"expected a whole number from {least}")
        return int(value)

    def number(self, key: str) -> float | None:
        """Take a number above zero, or None where it is not said."""
        value = self._take(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
            raise self.wrong(key, value, "expected a number above 0")
        return float(value)

    def size(self, key: str) -> int | None:
        """Take a number of bytes, such as 1048576 or "1M", or None where it is not said."""
        value = self._take(key, None)
        if value is None:
            return None
        found = _SIZE.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            value = int(found[1]) << _UNITS[found[2].upper()]
        if not _is_integer(value) or value < 1:
            raise self.wrong(key, value, 'expected bytes, such as 1048576 or "512M"')
        return int(value)

    def boolean(self, key: str, *, default: bool) -> bool:
        """Take a truth."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "expected true or false")
        return value

    def one_of(self, key: str, choices: Sequence[str], default: str) -> str:
        """Take one of some texts."""
        value = self._take(key, default)
        if value not in choices:
            near = get_close_matches(str(value), choices, n=1)
            raise self.wrong(
                key, value, f'did you mean "{near[0]}"?' if near else f"expected one of {', '.join(choices)}"
            )
        return str(value)

    def table(self, key: str) -> Values:
        """Take a table; an empty one where it is not said."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, f"expected a table: [{self._above}{key}]")
        return Values(self._file, value, f"{self._above}{key}.")

    def _take(self, key: str, default: Any) -> Any:
        self._known.append(key)
        return self._found.get(key, default)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return f'"{value[:80]}"' if isinstance(value, str) else str(value)[:80]
