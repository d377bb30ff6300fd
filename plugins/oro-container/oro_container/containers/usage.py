"""How much is in folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

__all__ = ("usage",)


def usage(folders: Iterable[Path]) -> tuple[int, int]:
    """Return the bytes on disk and the count of files and folders below some folders; blocks."""
    size = count = 0
    waiting: list[str | Path] = list(folders)
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    about = entry.stat(follow_symlinks=False)
                    size += about.st_blocks * 512
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            # It has gone meanwhile.
            continue
    return size, count
