"""The files of indexes. Everything here blocks.

Rules
1. An index has a file for each way of making it: what it was made with is part of its name.
2. Until the index that is wanted is complete, another complete one of the same folder answers.
3. Once it is complete, the others of its folder are removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from oro_search.index.records import Made

__all__ = ("ENDING", "IndexFiles")

ENDING = ".sqlite3"
_BESIDE = ("", "-wal", "-shm", "-journal")


class IndexFiles:
    """The files of the indexes of one folder.

    Args:
        place: the folder that has them.
        root: the folder that is indexed.
    """

    def __init__(self, place: Path, root: Path) -> None:
        self._place = place
        self._name = _digest(str(root))

    def wanted(self, made: Made) -> Path:
        """Return the file of an index that is made so; it need not exist."""
        making = _digest("\n".join((made.readers, made.model)))
        return self._place / f"{self._name}-{making}{ENDING}"

    def others(self, path: Path) -> list[Path]:
        """Return the other files of the folder's indexes, the newest first."""
        found = [one for one in self._all() if one != path]
        return sorted(found, key=lambda one: one.stat().st_mtime, reverse=True)

    def remove(self, path: Path) -> None:
        """Remove an index."""
        for ending in _BESIDE:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()

    def _all(self) -> Iterator[Path]:
        return self._place.glob(f"{self._name}-*{ENDING}")


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
