"""`Stat` of a node, `DirEntry` of a folder, and `Usage` of the upper layer."""

from __future__ import annotations

from dataclasses import dataclass

from ..entry import Kind
from .view import Found, View, kind_of

__all__ = ("DirEntry", "Stat", "Usage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """The properties of a file, folder or symbolic link."""

    kind: Kind
    size: int
    """Bytes of a file, of a link's target; 0 of a folder."""
    mode: int
    """Permission bits. They are kept, not enforced: a container has one user."""
    mtime: int
    """Milliseconds since 1970, as the caller's clock said."""

    @staticmethod
    def of(found: Found) -> Stat:
        """Return the properties of what was found."""
        if isinstance(found, View):
            return Stat(kind="directory", size=0, mode=found.top.mode, mtime=found.top.mtime)
        return Stat(kind=kind_of(found), size=found.size, mode=found.mode, mtime=found.mtime)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirEntry:
    """One child of a folder."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The space that the upper layer takes."""

    bytes: int
    files: int
    """Files, folders and links; the topmost folder is not counted."""
