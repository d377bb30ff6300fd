"""`read_files` and `write_files`: files in whatever form a page mounts and asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..entry import Entry
from .archive import read_archive, write_archive
from .errors import FormatError
from .globs import Choice
from .limits import Limits
from .snapshot import read_snapshot, write_snapshot
from .tree import read_tree, write_tree

__all__ = ("read_files", "write_files")

ZIP_OPENINGS = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of an archive, and of one that is empty."""


def read_files(source: object, limits: Limits | None = None) -> Iterator[Entry]:
    """Yield the entries of what is mounted: a tree as an object; or bytes, of a snapshot or a zip archive.

    Raises:
        FormatError: it is none of them, or is wrong somewhere; entries before that were yielded.
    """
    if not isinstance(source, bytes | bytearray | memoryview):
        return read_tree(source, limits)
    data = bytes(source)
    return read_archive(data, limits) if data.startswith(ZIP_OPENINGS) else read_snapshot(data, limits)


def write_files(
    entries: Iterable[Entry], form: str = "json", choice: Choice | None = None
) -> dict[str, object] | bytes:
    """Return the chosen entries in a form, by the words of WebContainer's `export`.

    `json` is a tree, with what is no text as base64; `binary` a snapshot; `zip` an archive.

    Raises:
        FormatError: there is no such form, a pattern is broken, or one single file is exported.
    """
    chosen = (choice or Choice()).among(entries)
    if form == "json":
        return write_tree(chosen)
    if form == "binary":
        return write_snapshot(chosen)
    if form == "zip":
        return write_archive(chosen)
    raise FormatError("export", form, "is no form: there are json, binary and zip")
