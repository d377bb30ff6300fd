"""`Place`, the end of a path, and `resolve`, the walk there through folders and symbolic links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..file_error import FileError
from .node import File, Link
from .view import Found, View

__all__ = ("MAX_DEPTH", "MAX_LINKS", "Last", "Place", "resolve")

MAX_LINKS = 40
"""Symbolic links one path may lead through, as in Linux."""
MAX_NAME = 255
MAX_PATH = 4096
MAX_DEPTH = 200
"""Folders within one another, so that walks through them end before Python's stack does."""


Last = Literal["follow", "keep", "name"]
"""The way with a symbolic link at the end of a path: it is followed; only where a slash follows it; never."""


@dataclass(frozen=True, slots=True)
class Place:
    """The end of a path: the folder it is in, its name there, and the node if there is one."""

    names: tuple[str, ...]
    """Its real path, without symbolic links; empty for the top."""
    parents: tuple[View, ...]
    """The folders on the way, the top first; empty for the top."""
    found: Found | None
    slash: bool = False
    """Whether the path ended in a slash."""
    last: str = ""
    """The last part as it was written: `.` and `..` are refused by some operations."""

    @property
    def path(self) -> str:
        """Its real path as text."""
        return "/" + "/".join(self.names)

    @property
    def folder(self) -> View | None:
        """The folder it is, if it is one."""
        return self.found if isinstance(self.found, View) else None

    def is_within(self, other: Place) -> bool:
        """Return whether it is below another place, or the same."""
        return self.names[: len(other.names)] == other.names


class _Walk:
    """One walk along a path; symbolic links put their targets in front of what is left of it."""

    def __init__(self, top: View, path: str, operation: str, last: Last, creates: bool) -> None:
        self._path, self._operation, self._last, self._creates = path, operation, last, creates
        self._views: list[View] = [top]
        self._names: list[str] = []
        self._pending: list[str] = []
        self._links = 0
        self._slash = False

    def run(self) -> Place:
        """Walk to the end."""
        last = self._begin()
        while self._pending:
            name = self._pending.pop()
            if name == "..":
                self._up()
            elif name != ".":
                place = self._down(name, last)
                if place is not None:
                    return place
        return Place(tuple(self._names), tuple(self._views[:-1]), self._views[-1], self._slash, last)

    def _begin(self) -> str:
        if self._path == "":
            raise self._error("ENOENT")
        if "\0" in self._path:
            raise self._error("EINVAL", "a path holds no NUL")
        if len(self._path.encode("utf-8", "surrogatepass")) >= MAX_PATH:
            raise self._error("ENAMETOOLONG")
        self._pending = _reversed_parts(self._path)
        self._slash = self._path.endswith("/")
        return self._pending[0] if self._pending else ""

    def _up(self) -> None:
        if self._names:
            self._names.pop()
            self._views.pop()

    def _down(self, name: str, last: str) -> Place | None:
        if len(name.encode("utf-8", "surrogatepass")) > MAX_NAME:
            raise self._error("ENAMETOOLONG")
        found = self._views[-1].lookup(name)
        at_end = not self._pending
        if at_end and self._slash and self._creates:
            raise self._error("EISDIR", "a path that ends in a slash is that of a folder")
        if isinstance(found, Link) and (not at_end or self._follows_last()):
            self._follow_link(found)
            return None
        if at_end:
            return self._end(name, found, last)
        if found is None:
            raise self._error("ENOENT")
        if not isinstance(found, View):
            raise self._error("ENOTDIR")
        self._names.append(name)
        self._views.append(found)
        return None

    def _follows_last(self) -> bool:
        return self._last == "follow" or (self._last == "keep" and self._slash)

    def _follow_link(self, link: Link) -> None:
        self._links += 1
        if self._links > MAX_LINKS:
            raise self._error("ELOOP")
        if link.target.startswith("/"):
            del self._views[1:]
            self._names.clear()
        if not self._pending and link.target.endswith("/"):
            self._slash = True
        self._pending += _reversed_parts(link.target)

    def _end(self, name: str, found: Found | None, last: str) -> Place:
        if self._slash and self._last != "name" and isinstance(found, File | Link):
            raise self._error("ENOTDIR")
        return Place((*self._names, name), tuple(self._views), found, self._slash, last)

    def _error(self, code: str, why: str = "") -> FileError:
        return FileError(code, self._operation, self._path, why=why)


def resolve(top: View, path: str, operation: str, last: Last = "follow", *, creates: bool = False) -> Place:
    """Return the place a path leads to; the last part need not exist.

    `creates` says that a file is to be made there if there is none, so no slash may end the path.

    Raises:
        FileError: EISDIR, ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG or EINVAL.
    """
    return _Walk(top, path, operation, last, creates).run()


def _reversed_parts(path: str) -> list[str]:
    return [part for part in reversed(path.split("/")) if part]
