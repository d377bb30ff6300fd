"""`Shelf`, the files as programs begin with them: they lie beside the kernel, which tells what differs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..layers import FileSystem, Tree
from ..layers.node import File, Link
from ..layers.view import Found, View

__all__ = ("Row", "Shelf")

Row = list[Any]
"""A path with its kind, mode, time and value: the size of a file, the target of a link; of what is gone, no more."""
LARGEST = 1 << 24
"""Bytes of files that are told of at once, unless one has more."""


class Shelf:
    """The files of a container as programs begin with them.

    Args:
        files: of the container.
        put: takes rows as JSON, and the bytes of their files, one after the other.
    """

    def __init__(self, files: FileSystem, put: Callable[[str, bytes], None]) -> None:
        self._files = files
        self._put = put
        self._told = Tree()

    def update(self) -> None:
        """Tell what differs from what was told; it takes time in proportion to that."""
        before, self._told = self._told, self._files.snapshot()
        rows: list[Row] = []
        pieces: list[bytes] = []
        size = 0
        for path, found in _differing(before.top, self._told.top, ""):
            rows.append(_row(path, found))
            if isinstance(found, File):
                pieces.append(found.data)
                size += found.size
            if size > LARGEST:
                self._put(json.dumps(rows), b"".join(pieces))
                rows, pieces, size = [], [], 0
        if rows:
            self._put(json.dumps(rows), b"".join(pieces))


def _differing(old: View | None, new: View, path: str) -> Iterator[tuple[str, Found | None]]:
    """Yield what each path has that differs, folders before what is in them; None of what is gone."""
    if old is not None and old.is_same(new):
        return
    before = dict(old.items()) if old is not None else {}
    for name, found in new.items():
        was, at = before.pop(name, None), f"{path}/{name}"
        if was is found:
            continue
        folder = was if isinstance(was, View) else None
        if not isinstance(found, View):
            yield at, found
            continue
        if folder is None or (folder.top.mode, folder.top.mtime) != (found.top.mode, found.top.mtime):
            yield at, found
        yield from _differing(folder, found, at)
    for name in before:
        yield f"{path}/{name}", None


def _row(path: str, found: Found | None) -> Row:
    if found is None:
        return [path, "gone"]
    if isinstance(found, View):
        return [path, "directory", found.top.mode, found.top.mtime]
    if isinstance(found, Link):
        return [path, "symlink", found.mode, found.mtime, found.target]
    return [path, "file", found.mode, found.mtime, found.size]
