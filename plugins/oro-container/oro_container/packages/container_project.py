"""`ContainerProject`, a project in a container, whose packages the host places there."""

from __future__ import annotations

import posixpath
from types import TracebackType
from typing import Self

from oro_container.containers.files import Files
from oro_container.packages.local_placer import LocalPlacer
from oro_framework.errors import ErrnoError

__all__ = ("ContainerProject",)


class ContainerProject:
    """A project in a container; an async context manager.

    Its folder is opened by a process within the walls. Below that the host follows no link, so nothing that a program
    puts there leads it elsewhere.

    Args:
        files: the files of the container.
        path: its absolute path there.
    """

    def __init__(self, files: Files, path: str) -> None:
        self.path = path
        self.placer: LocalPlacer
        self._files = files

    async def __aenter__(self) -> Self:
        self.placer = LocalPlacer(await self._files.folder(self.path))
        await self.placer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.placer.__aexit__(kind, error, trace)

    async def read(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        data = await self.placer.read(path)
        return None if data is None else data.decode("utf-8-sig")

    async def write(self, path: str, text: str) -> None:
        """Replace a file."""
        await self.placer.write(path, text.encode())

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        try:
            entries = await self._files.readdir(posixpath.join(self.path, path))
        except ErrnoError:
            return []
        return [entry.name for entry in entries if entry.kind == "directory"]
