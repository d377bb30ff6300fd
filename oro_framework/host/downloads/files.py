"""Files of downloads: hidden while they come in, then given a name that no other file has.

A download comes in in a folder of its own beside the finished ones, for engines put further files beside theirs. What
is left of one when the app is killed goes when the app starts again (`oro_framework.atomic`).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from oro_framework.atomic import TemporaryFolder
from oro_framework.host.resources.download_names import candidates

__all__ = ("Incoming",)


class Incoming:
    """The hidden file one download is written to, on the disk where it will be kept.

    Args:
        folder: where finished downloads are.

    Raises:
        OSError: the folder takes no files.
    """

    def __init__(self, folder: Path) -> None:
        self._workplace = TemporaryFolder(folder, "download")
        self.path = self._workplace.path / "part"

    def place(self, wanted: Path) -> tuple[Path, int]:
        """Move the file to a free name like `wanted`; return it and its size in bytes.

        Raises:
            OSError: the folder takes no file.
        """
        for name in candidates(wanted.name):
            path = wanted.with_name(name)
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            os.replace(self.path, path)
            self.remove()
            return path, path.stat().st_size
        raise AssertionError("there is always another name")

    def replace(self, chosen: Path) -> tuple[Path, int]:
        """Move the file to where a person wants it, in place of what is there; return it and its size in bytes.

        Raises:
            OSError: it cannot be there.
        """
        shutil.move(self.path, chosen)
        self.remove()
        return chosen, chosen.stat().st_size

    def remove(self) -> None:
        """Remove what came in; nothing happens when there is nothing."""
        self._workplace.remove()
