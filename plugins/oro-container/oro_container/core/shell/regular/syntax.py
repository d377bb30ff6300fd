"""`parsed`, a basic or an extended regular expression of POSIX, with what GNU adds to them."""

from __future__ import annotations

import re
from collections.abc import Sequence as Listed

from .nodes import ALL, WORD, Chars, Either, Mark, Node, Repeat, Sequence

__all__ = ("BadPattern", "parsed")

MOST = 1000
"""Times that an interval may ask for."""
_DEEPEST = 100
_SPACE = frozenset(b" \t\n\r\f\v")
_CLASSES = {
    "alpha": frozenset(range(65, 91)) | frozenset(range(97, 123)),
    "digit": frozenset(range(48, 58)),
    "alnum": frozenset(range(48, 58)) | frozenset(range(65, 91)) | frozenset(range(97, 123)),
    "upper": frozenset(range(65, 91)),
    "lower": frozenset(range(97, 123)),
    "space": _SPACE,
    "blank": frozenset(b" \t"),
    "punct": frozenset(b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "print": frozenset(range(32, 127)),
    "graph": frozenset(range(33, 127)),
    "cntrl": frozenset(range(32)) | {127},
    "xdigit": frozenset(b"0123456789abcdefABCDEF"),
}
_SETS = {"w": WORD, "W": ALL - WORD, "s": _SPACE, "S": ALL - _SPACE}
_MARKS = {"b": "edge", "B": "within", "<": "begin", ">": "stop"}
_INTERVAL = re.compile(r"(\d*)(,?)(\d*)")


class BadPattern(ValueError):
    """A text is no regular expression."""


def parsed(text: str, *, extended: bool, ignore_case: bool = False) -> Node:
    """Return the parts of an expression.

    Raises:
        BadPattern: it is none.
    """
    parser = _Parser(text, extended, ignore_case)
    node = parser.either(0)
    if parser.at < len(text):
        raise BadPattern("a parenthesis is closed that is not open")
    return node


class _Parser:
    def __init__(self, text: str, extended: bool, ignore_case: bool) -> None:
        self.at = 0
        self._text = text
        self._extended = extended
        self._ignore_case = ignore_case

    def either(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise BadPattern("its parentheses are too deep in each other")
        parts = [self._sequence(depth)]
        while self._takes("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self._text) and not self._sees("|") and not (depth and self._sees(")")):
            if self._extended and self._sees(")"):
                break
            parts.append(self._repeated(self._one(depth, first=not parts), first=not parts))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, node: Node, first: bool) -> Node:
        while True:
            anchor = isinstance(node, Mark) and not self._extended
            if self._text[self.at : self.at + 1] == "*" and not anchor:
                self.at += 1
                node = Repeat(node, 0, None)
            elif self._takes("+"):
                node = Repeat(node, 1, None)
            elif self._takes("?"):
                node = Repeat(node, 0, 1)
            elif self._sees("{") and (found := self._interval()):
                node = Repeat(node, *found)
            else:
                return node

    def _interval(self) -> tuple[int, int | None] | None:
        begin = self.at + (1 if self._extended else 2)
        end = self._text.find("}" if self._extended else "\\}", begin)
        found = _INTERVAL.fullmatch(self._text[begin:end]) if end >= 0 else None
        if found is None or not (found[1] or found[3]):
            if self._extended:
                return None
            raise BadPattern("an interval is not closed, or has no number")
        least, most = int(found[1] or 0), int(found[3]) if found[3] else None if found[2] else int(found[1])
        if least > MOST or (most or 0) > MOST or (most is not None and most < least):
            raise BadPattern(f"an interval is from 0 to {MOST}, and its second number is not the less")
        self.at = end + (1 if self._extended else 2)
        return least, most

    def _one(self, depth: int, first: bool) -> Node:
        if self._takes("("):
            node = self.either(depth + 1)
            if not self._takes(")"):
                raise BadPattern("a parenthesis is not closed")
            return node
        char = self._text[self.at]
        self.at += 1
        if char == "\\":
            return self._escaped()
        if char == "[":
            return self._bracket()
        if char == ".":
            return Chars(ALL)
        if char == "^" and (self._extended or first):
            return Mark("start")
        if char == "$" and (self._extended or self._ends()):
            return Mark("end")
        return self._literal(char)

    def _ends(self) -> bool:
        return self.at == len(self._text) or self._sees(")") or self._sees("|")

    def _escaped(self) -> Node:
        if self.at == len(self._text):
            raise BadPattern("a backslash is at its end")
        char = self._text[self.at]
        self.at += 1
        if char in _SETS:
            return Chars(_SETS[char])
        if char in _MARKS:
            return Mark(_MARKS[char])
        if char.isdigit() and char != "0":
            raise BadPattern(f"what a parenthesis matched, \\{char}, cannot be asked for here")
        return self._literal(char)

    def _literal(self, char: str) -> Node:
        return _bytes_of([char, char.swapcase()] if self._ignore_case else [char])

    def _bracket(self) -> Node:
        text, start = self._text, self.at
        negated = text[self.at : self.at + 1] == "^"
        self.at += negated
        begin = self.at
        chars: list[str] = []
        found: set[int] = set()
        while (char := text[self.at : self.at + 1]) != "]" or self.at == begin:
            if not char:
                raise BadPattern(f'"[{text[start : start + 40]}" is not closed')
            if text.startswith("[:", self.at) and (end := text.find(":]", self.at)) > 0:
                name = text[self.at + 2 : end]
                if name not in _CLASSES:
                    raise BadPattern(f'there is no class "[:{name[:20]}:]"')
                found |= _CLASSES[name]
                self.at = end + 2
            elif text[self.at + 1 : self.at + 2] == "-" and text[self.at + 2 : self.at + 3] not in ("]", ""):
                first, last = ord(char), ord(text[self.at + 2])
                if last < first or last - first > 4096:
                    raise BadPattern(f'"{text[self.at : self.at + 3]}" is no range')
                chars += map(chr, range(first, last + 1))
                self.at += 3
            else:
                chars.append(char)
                self.at += 1
        self.at += 1
        if self._ignore_case:
            chars += [char.swapcase() for char in chars]
            found |= {ord(chr(byte).swapcase()) for byte in found}
        if not negated:
            return _bytes_of(chars, frozenset(found))
        return Chars(ALL - found - {ord(char) for char in chars if char.isascii()})

    def _sees(self, char: str) -> bool:
        """Return whether what stands here is special: alone in an extended expression, else after a backslash."""
        return self._text.startswith(char if self._extended else f"\\{char}", self.at)

    def _takes(self, char: str) -> bool:
        if not self._sees(char):
            return False
        self.at += 1 if self._extended else 2
        return True


def _bytes_of(chars: Listed[str], more: frozenset[int] = frozenset()) -> Node:
    """Return one of some characters; those beyond ASCII are several bytes."""
    encoded = {char.encode("utf-8", "surrogateescape") for char in chars if len(char) == 1}
    single = Chars(more | {each[0] for each in encoded if len(each) == 1})
    others = tuple(Sequence(tuple(Chars(frozenset({byte})) for byte in each)) for each in encoded if len(each) > 1)
    if not others:
        return single
    return Either((single, *others)) if single.bytes else Either(others) if len(others) > 1 else others[0]
