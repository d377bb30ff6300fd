"""`Pattern`, a regular expression that lines are held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .automaton import Automaton
from .nodes import Chars, Either, Mark, Node, Repeat, Sequence, ways
from .syntax import parsed

__all__ = ("Pattern",)

MOST_WAYS = 1_000_000
"""Ways up to which they are tried one after another, which is the quicker for most expressions."""
_MARKS = {
    "start": rb"\A",
    "end": rb"\Z",
    "edge": rb"\b",
    "within": rb"\B",
    "begin": rb"\b(?=\w)",
    "stop": rb"\b(?<=\w)",
}


class Pattern:
    """A regular expression.

    Args:
        text: of it.
        extended: whether it is an extended one of POSIX.
        ignore_case: whether small letters and capitals are the same.
        words: whether what matches is to be whole words.
        plain: whether the text stands for itself.

    Raises:
        BadPattern: it is none.
    """

    def __init__(
        self, text: str, *, extended: bool = False, ignore_case: bool = False, words: bool = False, plain: bool = False
    ) -> None:
        if plain:
            text, extended = re.sub(r"([\\^$.|?*+()\[{])", r"\\\1", text), True
        node = parsed(text, extended=extended, ignore_case=ignore_case)
        self._node: Node = Sequence((Mark("edge"), node, Mark("edge"))) if words else node
        self._automaton = Automaton(self._node)
        self._longest = _longest(self._node)
        self._quick = re.compile(_written(self._node)) if self._longest > 0 else None

    def is_in(self, line: bytes) -> bool:
        """Return whether a line has a match."""
        if self._quick is not None and len(line) <= self._longest:
            return self._quick.search(line) is not None
        return self._automaton.is_in(line)

    def found(self, line: bytes) -> Iterator[bytes]:
        """Yield what matches in a line.

        Raises:
            TooLong: it takes too long.
        """
        for start, end in self._automaton.spans(line):
            yield line[start:end]


def _longest(node: Node) -> int:
    """Return the length of lines up to which every way of matching may be tried."""
    size = 1 << 22
    while size and size * ways(node, size) > max(MOST_WAYS, size):
        size >>= 1
    return size


def _written(node: Node) -> bytes:
    """Return an expression as Python has it."""
    match node:
        case Chars(chars):
            if len(chars) == 1:
                return re.escape(bytes(chars))
            return b"[" + b"".join(b"\\x%02x" % byte for byte in sorted(chars)) + b"]" if chars else b"(?!)"
        case Mark(kind):
            return _MARKS[kind]
        case Sequence(parts):
            return b"".join(map(_written, parts))
        case Either(parts):
            return b"(?:" + b"|".join(map(_written, parts)) + b")"
        case Repeat(part, least, most):
            return b"(?:" + _written(part) + b"){%d,%s}" % (least, b"" if most is None else b"%d" % most)
