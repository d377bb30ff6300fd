"""Names of files as trees and snapshots have them."""

from __future__ import annotations

from ..entry import Entry
from .errors import FormatError

__all__ = ("path_below", "refuse_single_file")


def path_below(form: str, folder: str, name: object) -> str:
    """Return the path of a name in a folder.

    Raises:
        FormatError: the name is no single name of a file.
    """
    path = f"{folder}/{name}" if folder else str(name)
    if not isinstance(name, str):
        raise FormatError(form, path, "has a name that is no text")
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise FormatError(form, path, 'has a name that is empty, ".", "..", or holds a slash or NUL')
    return path


def refuse_single_file(form: str, entry: Entry) -> None:
    """Refuse a file or link that has no name, as an export of one alone gives it."""
    if entry.path == "" and entry.kind != "directory":
        raise FormatError(form, "", "cannot be one single file; export the folder it is in")
