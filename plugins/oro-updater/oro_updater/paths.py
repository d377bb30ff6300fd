"""Paths and links within a version's folder, as manifests write them. Sans-IO.

1. A path is relative and has `/` between its names; no name is empty, `.` or `..`, or has a backslash, a colon or a
   NUL. Then it leads below the folder on every platform.
2. A link leads to a place below the folder. `..` stands at the beginning of its target or nowhere: behind another
   link it would lead out of a folder that a reader of the text does not see.
3. Nothing lies below a link or a file.
4. No two lie at the same place. Where the platform's file systems do not tell apart capital letters and ways to write
   an accent, as those of Windows and macOS, two names that differ in nothing else are the same.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Set

__all__ = ("is_path", "is_target", "leads_through", "place_of")

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


def leads_through(path: str, ends: Set[str]) -> bool:
    """Return whether a path lies below one of some links and files."""
    names = path.split("/")
    return any("/".join(names[:end]) in ends for end in range(1, len(names)))


def place_of(platform: str) -> Callable[[str], str]:
    """Return what gives the same text for paths that lead to the same place on a platform, by rule 4."""
    return _without_case if platform.startswith(("win", "macos")) else str


def _without_case(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
