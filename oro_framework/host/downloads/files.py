"""Files of downloads: hidden while they are received, then renamed to a name that no other file has.

A download is received in a hidden folder of its own, as engines put further files beside theirs. What
a killed app leaves is removed when it starts again (`oro_framework.atomic`).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from oro_framework.atomic import TemporaryFolder
from oro_framework.host.resources.download_names import candidates

__all__ = ("Incoming",)


class Incoming:
    """The hidden file of one download, on the disk where the finished file will be.

    Args:
        folder: the folder of finished downloads.

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
        """Move the file to the path a person chose, replacing a file there; return it and its size in bytes.

        Raises:
            OSError: the file cannot be moved there.
        """
        shutil.move(self.path, chosen)
        self.remove()
        return chosen, chosen.stat().st_size

    def remove(self) -> None:
        """Remove the file, if there is one."""
        self._workplace.remove()
