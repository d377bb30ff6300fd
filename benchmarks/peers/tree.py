"""The files that files.js expects to find."""

from __future__ import annotations

import os
from pathlib import Path

ENTRIES = 10_000
LARGE = 256


def grow(folder: Path) -> None:
    """Make `many`, a folder of ENTRIES files, and `large`, a file of LARGE megabytes on the disk's cache."""
    (folder / "many").mkdir()
    for number in range(ENTRIES):
        (folder / "many" / f"file-{number}.txt").touch()
    with open(folder / "large", "wb") as file:
        for _ in range(LARGE):
            file.write(os.urandom(1 << 20))
