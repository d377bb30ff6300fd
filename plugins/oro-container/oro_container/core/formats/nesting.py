"""Entries nested in objects, folder in folder, as trees and snapshots are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..entry import Entry
from .errors import FormatError
from .names import refuse_single_file

__all__ = ("Node", "nested")

Node = dict[str, object]


def nested(form: str, entries: Iterable[Entry], write: Callable[[Entry, Node], Node]) -> Node:
    """Return what is at the top, by name.

    Args:
        form: of what is written, which errors name.
        entries: parents first.
        write: returns what stands for an entry; gets the object that is filled with what is in a folder.

    Raises:
        FormatError: an entry has no folder to be in, or is a file at the top itself.
    """
    top: Node = {}
    folders = {"": top}
    for entry in entries:
        refuse_single_file(form, entry)
        if entry.path == "":
            continue
        folder, _, name = entry.path.rpartition("/")
        if folder not in folders:
            raise FormatError(form, entry.path, "comes before its folder")
        inside: Node = {}
        if entry.kind == "directory":
            folders[entry.path] = inside
        folders[folder][name] = write(entry, inside)
    return top
