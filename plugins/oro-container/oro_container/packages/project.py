"""`Project`, the folder that packages are installed for, wherever it is."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import trio

from oro_container.packages.local_placer import LocalPlacer
from oro_container.packages.placer import Placer

__all__ = ("LocalProject", "PlacedProject", "Project")


class Project(Protocol):
    """A project: its own files, and its packages."""

    @property
    def path(self) -> str:
        """Its absolute path as its programs see it."""
        ...

    @property
    def placer(self) -> Placer:
        """Places and removes its packages."""
        ...

    async def read(self, path: str) -> str | None:
        """Return the text of a file, or None if there is none."""
        ...

    async def write(self, path: str, text: str) -> None:
        """Replace a file, whole or not at all."""
        ...

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder, links left out; none if it is not there."""
        ...


class PlacedProject(ABC):
    """A project whose folder this process has open; an async context manager."""

    placer: LocalPlacer

    @abstractmethod
    async def open(self) -> LocalPlacer:
        """Return what places packages in the folder."""

    async def __aenter__(self) -> Self:
        self.placer = await self.open()
        await self.placer.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.placer.__aexit__(kind, error, trace)

    async def read(self, path: str) -> str | None:
        """Return the text of a file, or None."""
        data = await self.placer.read(path)
        return None if data is None else data.decode("utf-8-sig", "replace")

    async def write(self, path: str, text: str) -> None:
        """Replace a file."""
        await self.placer.write(path, text.encode())


class LocalProject(PlacedProject):
    """A project in a folder of the machine.

    Args:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = os.path.abspath(folder)
        self._folder = folder

    async def open(self) -> LocalPlacer:
        """Return what places packages in the folder."""
        return LocalPlacer(self._folder)

    async def folders(self, path: str) -> list[str]:
        """Return the names of the folders in a folder."""
        return await trio.to_thread.run_sync(self._folders, path)

    def _folders(self, path: str) -> list[str]:
        try:
            with os.scandir(self._folder / path) as found:
                return sorted(entry.name for entry in found if entry.is_dir(follow_symlinks=False))
        except OSError:
            return []
