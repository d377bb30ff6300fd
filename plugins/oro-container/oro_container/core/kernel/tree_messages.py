"""Files as messages: what changed, for programs that run, and their own edits."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from ..layers import Change, FileError, FileSystem

__all__ = ("Edit", "apply", "edits_of")

Edit = list[Any]


def _below(files: FileSystem, folder: str) -> Iterator[Edit]:
    for entry in files.readdir(folder):
        path = posixpath.join(folder, entry.name)
        yield _put(files, path)
        if entry.kind == "directory":
            yield from _below(files, path)


def _put(files: FileSystem, path: str) -> Edit:
    stat = files.lstat(path)
    value: Any = None
    if stat.kind == "file":
        value = files.read(path)
    elif stat.kind == "symlink":
        value = files.readlink(path)
    return ["put", path, stat.kind, value, stat.mode, stat.mtime]


def edits_of(files: FileSystem, change: Change) -> list[Edit]:
    """Return a change as programs are told of it, with what is there now: it may have changed since, or be gone."""
    if change.kind == "removed":
        return [["gone", change.path]]
    gone = [["gone", change.path]] if change.kind == "renamed" else []
    path = change.to or change.path
    try:
        found = [_put(files, path)]
        if change.kind == "renamed" and change.node == "directory":
            found += _below(files, path)
    except FileError:
        return gone
    return gone + found


def apply(
    files: FileSystem, edits: Sequence[Edit], mine: Callable[[], AbstractContextManager[None]]
) -> list[Mapping[str, str]]:
    """Make the edits of a program, and return those that were refused.

    Args:
        files: of the container.
        edits: what was done and with what, in order.
        mine: keeps the program from being told of its own edits.
    """
    calls: dict[str, Callable[..., Any]] = {
        "write": lambda path, data, mode: files.write(path, bytes(data), mode=mode),
        "append": lambda path, data: files.append(path, bytes(data)),
        "write_at": lambda path, offset, data: files.write_at(path, offset, bytes(data)),
        "truncate": files.truncate,
        "mkdir": lambda path, mode: files.mkdir(path, mode=mode),
        "rmdir": files.rmdir,
        "unlink": files.unlink,
        "rename": files.rename,
        "symlink": files.symlink,
        "chmod": files.chmod,
        "utimes": lambda path, mtime: files.utimes(path, int(mtime)),
    }
    refused: list[Mapping[str, str]] = []
    with mine():
        for name, *args in edits:
            try:
                calls[name](*args)
            except FileError as error:
                refused.append({"code": error.code, "message": str(error), "path": error.path})
    return refused
