"""The files of a site: in a folder of the machine, or in a container."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import trio

from oro_container.containers.container import Container
from oro_framework.errors import OroError

__all__ = ("ContainerFiles", "FolderFiles", "Kind", "Names", "SiteFiles")

Names = tuple[str, ...]
Kind = Literal["file", "folder"]


class SiteFiles(Protocol):
    """Tells of files by the names that lead to them from the top of a site."""

    async def kind(self, names: Names) -> Kind | None:
        """Return whether it is a file or a folder; None where there is neither."""

    async def open(self, names: Names) -> BinaryIO | None:
        """Open a regular file of the site for reading; None where there is none."""


class FolderFiles:
    """Files of a folder of the machine; links that lead out of it lead nowhere.

    Args:
        folder: the top of the site.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def kind(self, names: Names) -> Kind | None:
        """Return whether it is a file or a folder; None where there is neither."""
        return await trio.to_thread.run_sync(self._kind, names)

    async def open(self, names: Names) -> BinaryIO | None:
        """Open a regular file of the site for reading; None where there is none."""
        return await trio.to_thread.run_sync(self._open, names)

    def _real(self, names: Names) -> Path | None:
        try:
            real = self._folder.joinpath(*names).resolve(strict=True)
        except (OSError, RuntimeError):
            return None
        return real if real.is_relative_to(self._folder) else None

    def _kind(self, names: Names) -> Kind | None:
        real = self._real(names)
        if real is None:
            return None
        return "folder" if real.is_dir() else "file" if real.is_file() else None

    def _open(self, names: Names) -> BinaryIO | None:
        real = self._real(names)
        if real is None:
            return None
        try:
            # Neither a link nor a pipe that has taken the file's place meanwhile is followed or waited for.
            return _regular(os.open(real, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)))
        except OSError:
            return None


class ContainerFiles:
    """Files of a container, where links lead as its programs see them.

    Args:
        container: that has them.
        folder: the top of the site, absolute.
    """

    def __init__(self, container: Container, folder: str) -> None:
        self._container = container
        self._folder = folder

    async def kind(self, names: Names) -> Kind | None:
        """Return whether it is a file or a folder; None where there is neither."""
        try:
            found = await self._container.files.stat(self._path(names))
        except OroError:
            return None
        return "folder" if found.kind == "directory" else "file" if found.kind == "file" else None

    async def open(self, names: Names) -> BinaryIO | None:
        """Open a regular file of the site for reading; None where there is none."""
        try:
            return _regular(await self._container.files.open(self._path(names)))
        except OroError:
            return None

    def _path(self, names: Names) -> str:
        return "/".join((self._folder, *names))


def _regular(descriptor: int) -> BinaryIO | None:
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    return None
