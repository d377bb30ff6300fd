"""Routes about files of containers, as programs in them see the files. Paths are those of the container."""

from __future__ import annotations

import os
from typing import Annotated, TypedDict

from msgspec import Meta

from oro_container.containers.files import Files
from oro_container.pages.page_containers import PageContainers
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("FileRoutes", "FileStat", "FolderEntry", "MadeFolder", "Target")

Mode = Annotated[int, Meta(ge=0, le=0o7777)]


class FolderEntry(TypedDict):
    """A name in a folder."""

    name: str
    kind: str
    """`file`, `directory`, `symlink` or `other`."""


class FileStat(TypedDict):
    """Properties of a file; times are milliseconds since 1970."""

    kind: str
    size: int
    mode: int
    inode: int
    links: int
    mtime: float
    ctime: float
    atime: float


class MadeFolder(TypedDict):
    """The first of the folders that were made; null where none was missing, or it was the one named."""

    first: str | None


class Target(TypedDict):
    """Where a symbolic link leads."""

    target: str


class FileRoutes:
    """Files, one by one."""

    def __init__(self, containers: PageContainers) -> None:
        self._containers = containers

    @route("container.fs.readFile", permission="container", deadline=0)
    async def read_file(self, call: Call, *, id: str, path: str) -> bytes:
        """Answer with the content of a file.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be read.
        """
        return await self._files(call, id).read(path)

    @route("container.fs.writeFile", permission="container", deadline=0, max_body=1 << 30)
    async def write_file(self, call: Call, *, id: str, path: str) -> dict[str, str]:
        """Write the body to a file, whose folder must exist. If cancelled, part of it may have been written.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be written.
        """
        await self._files(call, id).write(path, call.body)
        return {}

    @route("container.fs.readdir", permission="container", deadline=0)
    async def readdir(self, call: Call, *, id: str, path: str = "") -> list[FolderEntry]:
        """Answer with what a folder has, by name.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such folder.
        """
        found = await self._files(call, id).readdir(path)
        # As Node tells names that are no UTF-8.
        return [{"name": os.fsencode(each.name).decode("utf-8", "replace"), "kind": each.kind} for each in found]

    @route("container.fs.mkdir", permission="container", deadline=0)
    async def mkdir(self, call: Call, *, id: str, path: str, recursive: bool = False) -> MadeFolder:
        """Make a folder, and those above where `recursive`.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be made.
        """
        return {"first": await self._files(call, id).mkdir(path, recursive=recursive)}

    @route("container.fs.rm", permission="container", deadline=0)
    async def rm(
        self, call: Call, *, id: str, path: str, recursive: bool = False, force: bool = False
    ) -> dict[str, str]:
        """Remove a file, or a folder with all in it.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is none, unless `force`; it is a folder, unless `recursive`.
        """
        await self._files(call, id).rm(path, recursive=recursive, force=force)
        return {}

    @route("container.fs.rename", permission="container", deadline=0)
    async def rename(self, call: Call, *, id: str, path: str, to: str) -> dict[str, str]:
        """Rename a file or folder.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be renamed.
        """
        await self._files(call, id).rename(path, to)
        return {}

    @route("container.fs.cp", permission="container", deadline=0)
    async def cp(self, call: Call, *, id: str, path: str, to: str, recursive: bool = False) -> dict[str, str]:
        """Copy a file, or a folder with all in it.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be copied; it is a folder, unless `recursive`.
        """
        await self._files(call, id).cp(path, to, recursive=recursive)
        return {}

    @route("container.fs.stat", permission="container", deadline=0)
    async def stat(self, call: Call, *, id: str, path: str = "", follow: bool = True) -> FileStat:
        """Answer with the properties of a file, or of a link itself.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such file.
        """
        found = await self._files(call, id).stat(path, follow=follow)
        return {
            "kind": found.kind,
            "size": found.size,
            "mode": found.mode,
            "inode": found.inode,
            "links": found.links,
            "mtime": found.mtime / 1e6,
            "ctime": found.ctime / 1e6,
            "atime": found.atime / 1e6,
        }

    @route("container.fs.symlink", permission="container", deadline=0)
    async def symlink(self, call: Call, *, id: str, target: str, path: str) -> dict[str, str]:
        """Make a symbolic link.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: it cannot be made.
        """
        await self._files(call, id).symlink(target, path)
        return {}

    @route("container.fs.readlink", permission="container", deadline=0)
    async def readlink(self, call: Call, *, id: str, path: str) -> Target:
        """Answer with the target of a symbolic link.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is none.
        """
        return {"target": await self._files(call, id).readlink(path)}

    @route("container.fs.chmod", permission="container", deadline=0)
    async def chmod(self, call: Call, *, id: str, path: str, mode: Mode) -> dict[str, str]:
        """Set permission bits.

        Raises:
            NoSuchContainer: the window has none of that id.
            ErrnoError: there is no such file.
        """
        await self._files(call, id).chmod(path, mode)
        return {}

    def _files(self, call: Call, id: str) -> Files:
        return self._containers.held.get(call.window, id).container.files
