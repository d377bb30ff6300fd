"""Files, folders and links in one stream: for each a length of four bytes, as much JSON, and the data of a file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

__all__ = ("MOST", "entries_below", "read_entries", "write_entry")

MOST = 1 << 31
"""Bytes of files that are read at once."""
_LENGTH = 4
_MOST = 1 << 16


def write_entry(out: BinaryIO, path: str, kind: str, *, mode: int, target: str = "", data: bytes = b"") -> None:
    """Write one entry.

    Raises:
        OSError: the stream takes no more.
    """
    header = json.dumps([path, kind, mode, target, len(data)]).encode("ascii")
    out.write(len(header).to_bytes(_LENGTH, "big") + header + data)


def read_entries(source: BinaryIO) -> Iterator[tuple[str, str, int, str, bytes]]:
    """Yield the path, kind, mode, target and data of each entry.

    Raises:
        OSError: the stream ends amid an entry, or is none.
    """
    while length := source.read(_LENGTH):
        size = int.from_bytes(length, "big")
        if size > _MOST:
            raise OSError("the stream is damaged")
        header: list[Any] = json.loads(_exactly(source, size))
        path, kind, mode, target, count = header
        yield path, kind, mode, target, _exactly(source, count)


def entries_below(top: str) -> Iterator[tuple[str, str, int, str, str]]:
    """Yield the relative path, kind, mode, target and absolute path of all below a folder, parents first."""
    waiting = [""]
    while waiting:
        relative = waiting.pop()
        with os.scandir(os.path.join(top, relative)) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            path = f"{relative}/{entry.name}" if relative else entry.name
            if entry.is_symlink():
                yield path, "symlink", 0o777, os.readlink(entry.path), entry.path
            elif entry.is_dir():
                yield path, "directory", entry.stat().st_mode & 0o7777, "", entry.path
                waiting.append(path)
            elif entry.is_file():
                yield path, "file", entry.stat().st_mode & 0o7777, "", entry.path


def _exactly(source: BinaryIO, count: int) -> bytes:
    data = source.read(count)
    if len(data) != count:
        raise OSError("the stream ends amid an entry")
    return data
