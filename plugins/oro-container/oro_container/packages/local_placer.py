"""`LocalPlacer`, places packages in a folder of the machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import trio

from oro_container.core.packages.changes import Present
from oro_container.packages.destination import Destination
from oro_container.packages.disk import on_disk
from oro_container.packages.placer import Change
from oro_container.packages.stored import Stored

__all__ = ("LocalPlacer",)


class LocalPlacer:
    """Place packages in a folder of the machine; an async context manager.

    Args:
        folder: the project; a descriptor of it is closed with this.
    """

    def __init__(self, folder: Path | int) -> None:
        self._folder = folder
        self._destination: Destination

    async def __aenter__(self) -> Self:
        folder = self._folder
        if isinstance(folder, Path):
            folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._destination = Destination(folder)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with trio.CancelScope(shield=True):
            await trio.to_thread.run_sync(self._destination.close)

    async def present(self, folders: Sequence[str]) -> Present:
        """Return the packages that are there, and those of folders of the project."""
        return await trio.to_thread.run_sync(self._destination.present, folders)

    async def read(self, path: str) -> bytes | None:
        """Return the contents of a file of the project, or None."""
        return await trio.to_thread.run_sync(self._destination.read, path)

    async def write(self, path: str, data: bytes) -> None:
        """Replace a file of the project itself."""
        await trio.to_thread.run_sync(self._destination.write, path, data)

    async def stage(self, slot: str, stored: Stored) -> None:
        """Copy a package of the store beside its place."""
        await on_disk(self._stage, slot, stored)

    async def unstage(self, slot: str) -> None:
        """Remove what was staged."""
        await trio.to_thread.run_sync(self._destination.unstage, slot)

    async def apply(self, changes: Sequence[Change]) -> None:
        """Remove, move, link and write."""
        await trio.to_thread.run_sync(self._destination.apply, changes)

    def _stage(self, slot: str, stored: Stored) -> None:
        source = stored.open_files()
        try:
            self._destination.stage(slot, stored.index.files, stored.index.written, source)
        finally:
            os.close(source)
