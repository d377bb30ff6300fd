"""Rewrite the regular expressions of schemas for the grammar converter, to match strings as JSON writes them. Sans-IO.

The converter copies classes and escapes into the grammar unchanged, so it supports less than authors of schemas
use, and a pattern may match a quote that ends a JSON string. Here every character is replaced by a supported one, in
a class of its own where it would have a special meaning, and a quote or backslash by its JSON escape.

Rules
1. Classes, with ranges, and the dot match no character that JSON escapes, only the rest of what they would match.
2. Groups do not capture; assertions, references and Unicode properties are refused.
"""

from __future__ import annotations

from oro_ai.grammar.scalars import NotStrict

__all__ = ("printable",)

Ranges = list[tuple[int, int]]

_LAST = 0x10FFFF
_ESCAPED: Ranges = [(0x00, 0x1F), (0x22, 0x22), (0x5C, 0x5C), (0x7F, 0x7F), (0xD800, 0xDFFF)]
"""Characters that JSON escapes, or that models do not write."""
_KNOWN: dict[str, Ranges] = {
    "d": [(0x30, 0x39)],
    "w": [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
    "s": [(0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x2028, 0x2029), (0xFEFF, 0xFEFF)],
}
_CONTROLS = {"n": 0x0A, "r": 0x0D, "t": 0x09, "f": 0x0C, "v": 0x0B, "0": 0x00}
_JSON = {0x22: '"', 0x5C: "\\", 0x0A: "n", 0x0D: "r", 0x09: "t", 0x0C: "f"}
"""The character after the backslash in JSON, by code point."""
_DIGITS = {"x": 2, "u": 4}


def printable(pattern: str) -> str:
    """Return an expression that matches the same texts as written between the quotes of JSON.

    Args:
        pattern: the expression, from `^` to `$`.

    Raises:
        NotStrict: a grammar cannot express the pattern.
    """
    return f"^{_Reader(pattern[1:-1]).read()}$"


class _Reader:
    """A parser of one expression, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read(self) -> str:
        parts = []
        while self._at < len(self._text):
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        character = self._next()
        if character == "(":
            return "(" + self._group()
        if character == "[":
            return self._class()
        if character == "\\":
            return self._escape()
        if character == ".":
            return _class_of(_without([(0, _LAST)], [(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
        if character in "^$":
            raise NotStrict(f'"pattern" has "{character}" within')
        return character if character in ")|*+?{}" or not _is_escaped(ord(character)) else _one(ord(character))

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise NotStrict('"pattern" ends midway')
        self._at += 1
        return self._text[self._at - 1]

    def _group(self) -> str:
        if self._text.startswith("?", self._at):
            if not self._text.startswith("?:", self._at):
                raise NotStrict('"pattern" has an assertion, or a group with a name')
            self._at += 2
        return ""

    def _escape(self) -> str:
        character = self._next()
        if (known := _KNOWN.get(character.lower())) is not None:
            return _class_of(_without([(0, _LAST)], known) if character.isupper() else known)
        return _one(self._point(character))

    def _point(self, character: str) -> int:
        """Return the code point of an escape."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in _DIGITS:
            digits = self._text[self._at : self._at + _DIGITS[character]]
            self._at += len(digits)
            try:
                return int(digits, 16)
            except ValueError:
                raise NotStrict(f'"pattern" has "\\{character}{digits}"') from None
        if character.isalnum():
            raise NotStrict(f'"pattern" has "\\{character}"')
        return ord(character)

    def _class(self) -> str:
        negated = self._text.startswith("^", self._at)
        self._at += negated
        found: Ranges = []
        while (character := self._next()) != "]":
            found += self._range(character)
        return _class_of(_without([(0, _LAST)], found) if negated else found)

    def _range(self, character: str) -> Ranges:
        low = self._member(character)
        if isinstance(low, list):
            return low
        if not self._text.startswith("-", self._at) or self._text.startswith("-]", self._at):
            return [(low, low)]
        self._at += 1
        high = self._member(self._next())
        if isinstance(high, list) or high < low:
            raise NotStrict('"pattern" has a range that is none')
        return [(low, high)]

    def _member(self, character: str) -> int | Ranges:
        if character != "\\":
            return ord(character)
        character = self._next()
        if (known := _KNOWN.get(character.lower())) is not None:
            return _without([(0, _LAST)], known) if character.isupper() else known
        return 0x08 if character == "b" else self._point(character)


def _is_escaped(point: int) -> bool:
    return any(low <= point <= high for low, high in _ESCAPED)


def _one(point: int) -> str:
    """Return an expression for one character, as JSON writes it."""
    if not _is_escaped(point):
        return _class_of([(point, point)])
    if point not in _JSON:
        raise NotStrict(f'"pattern" has the character U+{point:04X}')
    return f"({_written(0x5C, 0x5C)}{_written(ord(_JSON[point]), ord(_JSON[point]))})"


def _class_of(ranges: Ranges) -> str:
    """Return a class of the ranges without the characters that JSON escapes."""
    left = _without(ranges, _ESCAPED)
    if not left:
        raise NotStrict('"pattern" has a class of nothing that models write')
    return f"[{''.join(_member_text(low, high) for low, high in left)}]"


def _written(low: int, high: int) -> str:
    return f"[{_member_text(low, high)}]"


def _member_text(low: int, high: int) -> str:
    return _point_text(low) if low == high else f"{_point_text(low)}-{_point_text(high)}"


def _point_text(point: int) -> str:
    """Return a character as written in a class of a grammar."""
    character = chr(point)
    if character.isascii() and character.isalnum():
        return character
    return f"\\x{point:02X}" if point < 0x100 else f"\\u{point:04X}" if point < 0x10000 else f"\\U{point:08X}"


def _without(ranges: Ranges, others: Ranges) -> Ranges:
    """Return the ranges without those of `others`."""
    left = ranges
    for low, high in others:
        left = [part for one in left for part in ((one[0], min(one[1], low - 1)), (max(one[0], high + 1), one[1]))]
        left = [(first, last) for first, last in left if first <= last]
    return left
