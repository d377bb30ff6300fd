"""Paths and links within a version's folder, as manifests write them. Sans-IO.

1. A path is relative and has `/` between its names; no name is empty, `.` or `..`, or has a backslash, a colon or a
   NUL. Then it leads below the folder on every platform.
2. A link leads to a place below the folder. `..` stands at the beginning of its target or nowhere: behind another
   link it would lead out of a folder that a reader of the text does not see.
3. Nothing lies below a link.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

__all__ = ("is_path", "is_target", "leads_through")

_FORBIDDEN = ("\\", ":", "\0")


def is_path(path: str) -> bool:
    """Return whether a text is a path by rule 1."""
    names = path.split("/")
    return not any(name in ("", ".", "..") for name in names) and not any(one in path for one in _FORBIDDEN)


def is_target(path: str, target: str) -> bool:
    """Return whether a link at `path` may have that target, by rule 2."""
    if not target or target.startswith("/") or any(one in target for one in _FORBIDDEN):
        return False
    names = target.split("/")
    while names and names[0] == "..":
        names.pop(0)
    if any(name in ("", ".", "..") for name in names):
        return False
    return not posixpath.normpath(posixpath.join(posixpath.dirname(path), target)).startswith("..")


def leads_through(path: str, links: Iterable[str]) -> bool:
    """Return whether a path lies below one of some links."""
    known = frozenset(links)
    names = path.split("/")
    return any("/".join(names[:end]) in known for end in range(1, len(names)))
