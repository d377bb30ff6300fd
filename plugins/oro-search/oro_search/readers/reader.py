"""The interface of readers. Sans-IO: a reader takes the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from msgspec import Struct

__all__ = ("Line", "Reader", "Unit", "Unreadable")

Unit = Literal["line", "paragraph"]


class Line(Struct, frozen=True):
    """A line of text, or a paragraph where the format has no lines."""

    text: str
    """Without a line break; an empty one ends a paragraph."""
    number: int = 0
    """The number of the line in the file, or on its page, from 1; 0 where the format has none."""
    page: int = 0
    """The page, from 1; 0 where the format has none."""
    level: int = 0
    """The level of a heading, from 1; 0 for any other line."""


class Unreadable(Exception):
    """A file that has no text for an index; the message completes the sentence "it was left out: …"."""


class Reader(Protocol):
    """Reads files of one format.

    Attributes:
        name: the name of the format.
        suffixes: the endings of its files, in lower case, each with its dot.
        unit: what the numbers of its lines count.
        version: raised when it reads otherwise than before; files are then read again.
    """

    name: str
    suffixes: Sequence[str]
    unit: Unit
    version: int

    def read(self, data: bytes) -> Iterator[Line]:
        """Yield the lines of a file, in order. Thread of the index.

        Raises:
            Unreadable: it has no text; the message says why.
        """
        ...
