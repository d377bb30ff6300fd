"""The files of a container, as its programs see them."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import trio

from oro_container.containers.layout import HOME
from oro_container.containers.link import Answer, Link
from oro_container.core.entry import Entry, Kind
from oro_container.core.file_error import FileError
from oro_container.core.paths import below
from oro_container.inside.entry_stream import MOST, read_entries, write_entry
from oro_framework.errors import ErrnoError

__all__ = ("KINDS", "DirectoryEntry", "Files", "Stat")

KINDS: Mapping[str, Kind] = {"file": "file", "directory": "directory", "symlink": "symlink"}

_SYSCALLS = {"entries": "export", "put": "mount", "readdir": "scandir"}
"""As errors name what was done, where Node has a name or pages have."""


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A name in a folder."""

    name: str
    kind: str
    """`file`, `directory`, `symlink` or `other`."""


@dataclass(frozen=True, slots=True)
class Stat:
    """The properties of a file; times are nanoseconds since 1970."""

    kind: str
    size: int
    mode: int
    inode: int
    links: int
    mtime: int
    ctime: int
    atime: int


class Files:
    """Reads and changes files through a process within the walls, so that a link leads where programs are led.

    Relative paths, and absolute ones outside it, are below the working folder: `/src` is `src`.

    Args:
        link: to that process.
        workdir: the absolute path of the working folder.
        home: that of the home of its user.
        shared: whether paths of the container are those of the machine.
    """

    def __init__(self, link: Link, workdir: str, *, home: str = HOME, shared: bool = False) -> None:
        self._link = link
        self.workdir = workdir
        self._home = home
        self._shared = shared

    def located(self, path: str) -> str:
        """Return the absolute path in the container that a path means.

        Raises:
            ErrnoError: EINVAL, no file can have that name.
        """
        try:
            return below(self.workdir, path)
        except FileError as error:
            raise ErrnoError(errno.EINVAL, syscall="open", path=path) from error

    async def serve(self) -> None:
        """Take the answers of the process within the walls, until this is closed or it has ended."""
        await self._link.listen()

    def close(self) -> None:
        """End that process."""
        self._link.close()

    async def open(self, path: str, flags: str = "r", mode: int = 0o666) -> int:
        """Return a descriptor of a regular file, which the caller closes.

        Args:
            path: the path.
            flags: `r`, `r+`, `w`, `wx` or `a`, as of Node's fs.open.
            mode: permission bits of a file that is made.

        Raises:
            ErrnoError: it cannot be opened.
        """
        answer = await self._ask("open", path, flags=flags, mode=mode)
        return answer.fds[0]

    async def folder(self, path: str = "") -> int:
        """Return a descriptor of a folder, which the caller closes; below it, no link may be followed.

        Raises:
            ErrnoError: there is no such folder.
        """
        return (await self._ask("folder", path)).fds[0]

    async def home(self) -> int:
        """Return a descriptor of the home of its user, as `folder` does."""
        try:
            return (await self._link.ask("folder", path=self._home)).fds[0]
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall="folder", path=self._home) from error

    async def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            ErrnoError: it cannot be read; EFBIG, it is larger than what is read at once.
        """
        try:
            return await trio.to_thread.run_sync(_read, await self.open(path))
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall="read", path=path) from error

    async def write(self, path: str, data: bytes, flags: str = "w") -> None:
        """Write a file, whose folder must exist.

        Raises:
            ErrnoError: it cannot be written.
        """
        descriptor = await self.open(path, flags)
        try:
            await trio.to_thread.run_sync(_write, descriptor, data)
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall="write", path=path) from error

    async def readdir(self, path: str) -> list[DirectoryEntry]:
        """Return what a folder has, by name.

        Raises:
            ErrnoError: there is no such folder.
        """
        answer = await self._ask("readdir", path)
        return [DirectoryEntry(name, kind) for name, kind in answer["entries"]]

    async def stat(self, path: str, *, follow: bool = True) -> Stat:
        """Return the properties of a file, or of a link itself.

        Raises:
            ErrnoError: there is no such file.
        """
        return Stat(**(await self._ask("stat", path, follow=follow))["stat"])

    async def mkdir(self, path: str, *, recursive: bool = False) -> str | None:
        """Make a folder, and those above where `recursive`; return the first that was made then.

        Raises:
            ErrnoError: it cannot be made.
        """
        first: str | None = (await self._ask("mkdir", path, recursive=recursive)).message.get("first")
        return first

    async def rm(self, path: str, *, recursive: bool = False, force: bool = False) -> None:
        """Remove a file, or a folder with all in it.

        Raises:
            ErrnoError: there is none, unless `force`; it is a folder, unless `recursive`.
        """
        await self._ask("rm", path, recursive=recursive, force=force)

    async def rename(self, path: str, to: str) -> None:
        """Rename a file or folder.

        Raises:
            ErrnoError: it cannot be renamed.
        """
        await self._ask("rename", path, to=self.located(to))

    async def cp(self, path: str, to: str, *, recursive: bool = False) -> None:
        """Copy a file, or a folder with all in it.

        Raises:
            ErrnoError: it cannot be copied; it is a folder, unless `recursive`.
        """
        await self._ask("cp", path, to=self.located(to), recursive=recursive)

    async def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link.

        Raises:
            ErrnoError: it cannot be made.
        """
        await self._ask("symlink", path, target=target)

    async def readlink(self, path: str) -> str:
        """Return the target of a symbolic link.

        Raises:
            ErrnoError: there is none.
        """
        target: str = (await self._ask("readlink", path))["target"]
        return target

    async def chmod(self, path: str, mode: int) -> None:
        """Set permission bits.

        Raises:
            ErrnoError: there is no such file.
        """
        await self._ask("chmod", path, mode=mode)

    async def put(self, entries: Iterable[Entry], at: str = "") -> None:
        """Write a tree into a folder that exists, beside what it has.

        Raises:
            ErrnoError: there is no such folder, or something cannot be written.
        """
        descriptor = await trio.to_thread.run_sync(partial(_packed, entries))
        try:
            await self._ask("put", at, [descriptor])
        finally:
            os.close(descriptor)

    async def entries(self, path: str = "") -> list[Entry]:
        """Return the tree of a folder, or one entry without a path for a file.

        Raises:
            ErrnoError: there is no such folder; EFBIG, it has more than what is read at once.
        """
        descriptor = os.memfd_create("entries")
        try:
            await self._ask("entries", path, [descriptor])
            return await trio.to_thread.run_sync(_unpacked, os.dup(descriptor))
        finally:
            os.close(descriptor)

    async def _ask(self, op: str, path: str, fds: Sequence[int] = (), **what: Any) -> Answer:
        try:
            return await self._link.ask(op, fds, path=self.located(path), **what)
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall=_SYSCALLS.get(op, op), path=path) from error


def _read(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        # A file may say that it has more bytes than there is memory, and take no room on the disk.
        if os.fstat(descriptor).st_size > MOST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return file.read()


def _write(descriptor: int, data: bytes) -> None:
    with open(descriptor, "wb", buffering=0) as file:
        view = memoryview(data)
        while view:
            view = view[file.write(view) or 0 :]


def _packed(entries: Iterable[Entry]) -> int:
    descriptor = os.memfd_create("entries")
    with open(os.dup(descriptor), "wb", buffering=1 << 16) as out:
        for each in entries:
            write_entry(out, each.path, each.kind, mode=each.mode, target=each.target, data=each.data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _unpacked(descriptor: int) -> list[Entry]:
    with open(descriptor, "rb") as source:
        source.seek(0, io.SEEK_SET)
        return list(_entries(source))


def _entries(source: BinaryIO) -> Iterable[Entry]:
    for path, kind, mode, target, data in read_entries(source):
        yield Entry(path=path, kind=KINDS[kind], mode=mode, target=target, data=data)
