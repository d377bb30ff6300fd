"""`ContainerProject`, a project in a container, whose packages the host places there."""

from __future__ import annotations

import posixpath

from oro_container.containers.files import Files
from oro_container.packages.local_placer import LocalPlacer
from oro_container.packages.project import PlacedProject
from oro_framework.errors import ErrnoError

__all__ = ("ContainerProject",)


class ContainerProject(PlacedProject):
    """A project in a container.

    Its folder is opened by a process within the walls. Below that the host follows no link, so nothing that a program
    puts there leads it elsewhere.

    Args:
        files: the files of the container.
        path: its absolute path there.
    """

    def __init__(self, files: Files, path: str) -> None:
        self.path = path
        self._files = files

    async def open(self) -> LocalPlacer:
        """Return what places packages in the folder."""
        return LocalPlacer(await self._files.folder(self.path))

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        try:
            entries = await self._files.readdir(posixpath.join(self.path, path))
        except ErrnoError:
            return []
        return [entry.name for entry in entries if entry.kind == "directory"]
