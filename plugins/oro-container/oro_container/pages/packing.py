"""Trees as pages give and get them, in one array of bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Literal

from oro_container.containers.files import KINDS
from oro_container.core.entry import Entry
from oro_container.core.formats import (
    Choice,
    FormatError,
    read_archive,
    read_snapshot,
    write_archive,
    write_snapshot,
)
from oro_container.inside.entry_stream import read_entries, write_entry

__all__ = ("PackedFormat", "packed", "unpacked")

PackedFormat = Literal["entries", "binary", "zip"]
"""`binary` is a snapshot of WebContainer, `entries` what `inside.entry_stream` reads and writes."""
FORM = "tree"


def packed(entries: Iterable[Entry], choice: Choice, format: PackedFormat) -> bytes:
    """Return the chosen entries as bytes; blocks.

    Raises:
        FormatError: a glob is none, or the format has no place for one single file.
    """
    chosen = choice.among(entries)
    if format == "binary":
        return write_snapshot(chosen)
    if format == "zip":
        return write_archive(chosen)
    out = io.BytesIO()
    for each in chosen:
        write_entry(out, each.path, each.kind, mode=each.mode, target=each.target, data=each.data)
    return out.getvalue()


def unpacked(data: bytes, format: PackedFormat) -> list[Entry]:
    """Return the entries that bytes hold; blocks.

    Raises:
        FormatError: they hold none.
    """
    if format == "binary":
        return list(read_snapshot(data))
    if format == "zip":
        return list(read_archive(data))
    try:
        return list(_entries(data))
    except FormatError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise FormatError(FORM, "", f"cannot be read: {error}") from error


def _entries(data: bytes) -> Iterator[Entry]:
    for path, kind, mode, target, content in read_entries(io.BytesIO(data)):
        if not isinstance(path, str) or {"", ".", ".."} & set(path.split("/")) or "\0" in path:
            raise FormatError(FORM, str(path), "is no path in a tree")
        if kind not in KINDS:
            raise FormatError(FORM, path, "is neither a file, nor a folder, nor a symbolic link")
        yield Entry(path=path, kind=KINDS[kind], mode=int(mode) & 0o7777, target=str(target), data=content)
