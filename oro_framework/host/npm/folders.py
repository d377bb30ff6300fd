"""The names in the app's folders of packages, read again when one changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ("PackageFolders",)


class PackageFolders:
    """Lists packages.

    Args:
        folders: folders of the machine that are served as `/node_modules`.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._state: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the names of packages, those of scopes as `@scope`; the same tuple until a folder changes."""
        state = tuple(_changed(folder) for folder in self._folders)
        if state != self._state:
            self._state = state
            self._names = tuple(sorted({name for folder in self._folders for name in _listed(folder)}))
        return self._names


def _changed(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _listed(folder: Path) -> Iterator[str]:
    try:
        yield from (name for name in os.listdir(folder) if not name.startswith((".", "_")) and name.isprintable())
    except OSError:
        return
