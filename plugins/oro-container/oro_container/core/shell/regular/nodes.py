"""The parts of a regular expression, over bytes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("ALL", "WORD", "Chars", "Either", "Mark", "Node", "Repeat", "Sequence", "ways")

ALL = frozenset(range(256)) - {10}
WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


@dataclass(frozen=True, slots=True)
class Chars:
    """One byte of a set."""

    bytes: frozenset[int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: `start`, `end`, `edge` of a word, `within` or outside one, the `begin` or the `stop` of one."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts that follow each other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part several times; without `most` as often as there is."""

    part: Node
    least: int
    most: int | None


Node = Chars | Mark | Sequence | Either | Repeat


def ways(node: Node, size: int) -> float:
    """Return a bound of the ways in which one who tries them all may match a part in so many bytes."""
    match node:
        case Sequence(parts):
            found = 1.0
            for part in parts:
                found *= ways(part, size)
            return found
        case Either(parts):
            return sum(ways(part, size) for part in parts)
        case Repeat(part, least, most):
            once = ways(part, size)
            if most is None:
                return float("inf") if once > 1 or _may_be_empty(part) else size + 1
            if least == most and once == 1:
                return 1
            return float("inf") if most > 64 and once > 1 else (most - least + 1) * once**most
    return 1


def _may_be_empty(node: Node) -> bool:
    match node:
        case Chars():
            return False
        case Sequence(parts):
            return all(_may_be_empty(part) for part in parts)
        case Either(parts):
            return any(_may_be_empty(part) for part in parts)
        case Repeat(part, least, _):
            return not least or _may_be_empty(part)
    return True
