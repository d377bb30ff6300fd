"""Records of an index, as they are asked for and told."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_search.chunks import Passage
from oro_search.readers.reader import Unit

__all__ = ("Found", "Indexed", "Kept", "LeftOut", "Made", "Numbers")


class Made(Struct, frozen=True):
    """Readers and model that an index was made with; another index is made where they are others."""

    readers: str
    model: str = ""
    """The model of its vectors; empty for none."""


class Kept(Struct, frozen=True):
    """A file as the index knows it."""

    id: int
    path: str
    modified: int
    """In nanoseconds."""
    size: int
    looked: int
    """When it was read, in nanoseconds."""
    digest: bytes | None
    problem: str


class Indexed(Struct, frozen=True):
    """A file to put into the index."""

    path: str
    modified: int
    size: int
    looked: int
    digest: bytes | None = None
    unit: Unit = "line"
    problem: str = ""
    passages: Sequence[Passage] = ()
    vectors: Sequence[bytes] = ()
    """One for each passage, or none at all."""


class LeftOut(Struct, frozen=True):
    """A file without text in the index, and the reason."""

    path: str
    reason: str


class Numbers(Struct, frozen=True):
    """How much an index holds."""

    files: int
    passages: int
    left_out: int


class Found(Struct, frozen=True):
    """A passage in an index."""

    id: int
    path: str
    unit: Unit
    passage: Passage
