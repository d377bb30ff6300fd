"""`Stored`, a package of the store, and the index that is kept beside its files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import msgspec

__all__ = ("FILES", "INDEX", "Index", "Stored", "StoredFile")

FILES = "files"
INDEX = "index.json"


class StoredFile(NamedTuple):
    """A file of a package."""

    path: str
    size: int
    mode: int


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a package, and what is asked of it often."""

    package: str
    """Name and version under which it was first kept."""
    sum: str
    """The sum of its archive."""
    size: int
    """Bytes of its files."""
    written: int
    """Nanoseconds at which its files were all there; none of them is newer."""
    files: tuple[StoredFile, ...]
    """Ordered by folder."""


class Stored:
    """A package of the store.

    Args:
        folder: its folder in the store.
        index: what the folder says it holds.
    """

    def __init__(self, folder: Path, index: Index) -> None:
        self.folder = folder
        self.index = index

    def open_files(self) -> int:
        """Open the folder of its files, read-only, for a process that copies them; the caller closes it."""
        return os.open(self.folder / FILES, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)

    def has(self, path: str) -> bool:
        """Whether it has that file."""
        return any(file.path == path for file in self.index.files)

    def read(self, path: str) -> bytes | None:
        """Return the contents of one of its files, or None."""
        if not self.has(path):
            return None
        return (self.folder / FILES / path).read_bytes()
