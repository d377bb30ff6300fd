"""Routes for open files and folders, named by an id the caller chooses. Ids of one window mean nothing in others."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypedDict

from anyio.lowlevel import checkpoint_if_cancelled

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import FilePath
from oro_framework.protected import Use
from oro_framework.types import Call, FileResponse
from oro_fs.files import transfer
from oro_fs.files.constants import CONSTANTS
from oro_fs.files.flags import nanoseconds, open_flags
from oro_fs.files.folders import Entry, Listing
from oro_fs.files.operations import Files
from oro_fs.files.stat import Stat
from oro_fs.files.threads import FileThreads
from oro_fs.handles.descriptors import Descriptor, Descriptors, Kind
from oro_fs.routes.answers import DONE, Id, Mode, Opened, Result
from oro_fs.routes.fs_route import fs_route
from oro_fs.sandbox.paths import Paths

__all__ = ("DescriptorRoutes", "OpenDescriptor", "Written")

_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_MAKES = os.O_CREAT | os.O_TRUNC


class Written(Id):
    """How many bytes were written to a descriptor."""

    result: int


class OpenDescriptor(TypedDict):
    """An open descriptor, as `fs.getOpenDescriptors` lists it."""

    id: str
    fd: str
    type: Kind


class DescriptorRoutes:
    """Opening, reading, changing and closing by id."""

    def __init__(self, paths: Paths, files: Files, threads: FileThreads, descriptors: Descriptors) -> None:
        self._paths = paths
        self._files = files
        self._threads = threads
        self._descriptors = descriptors

    # -- opening and closing ---------------------------------------------------------------------

    @fs_route("fs.open")
    async def open(self, call: Call, *, id: str, path: FilePath, flags: int | str, mode: int) -> Opened:
        """Open a file under an id the caller chose. If cancelled, nothing is left open."""
        place, number = self._paths.place(path), open_flags(flags)
        opened = await self._opened(call, id, "file", lambda files: files.open(place, number, mode), number)
        return {"id": id, "fd": opened.fd}

    @fs_route("fs.opendir")
    async def opendir(self, call: Call, *, id: str, path: FilePath) -> Id:
        """Open a folder for `fs.readdir`."""
        place = self._paths.place(path)
        opened = await self._opened(call, id, "directory", lambda files: files.open(place, _FOLDER), _FOLDER)
        return {"id": opened.id}

    @fs_route("fs.close")
    async def close(self, call: Call, *, id: str) -> Opened:
        """Close a file; what still reads from it may finish."""
        return _closed(await self._descriptors.close(call.window, id, "file"))

    @fs_route("fs.closedir")
    async def closedir(self, call: Call, *, id: str) -> Opened:
        """Close a folder."""
        return _closed(await self._descriptors.close(call.window, id, "directory"))

    @fs_route("fs.closeOpenDescriptor")
    async def close_open_descriptor(self, call: Call, *, id: str) -> Opened:
        """Close a file or folder."""
        return _closed(await self._descriptors.close(call.window, id))

    @fs_route("fs.closeOpenDescriptors")
    async def close_open_descriptors(self, call: Call, *, preserveRetained: bool = True) -> list[Opened]:
        """Close everything the window holds open, retained descriptors only when not preserved."""
        closed = await self._descriptors.close_all(call.window, retained=not preserveRetained)
        return [_closed(each) for each in closed]

    @fs_route("fs.getOpenDescriptors")
    async def get_open_descriptors(self, call: Call) -> list[OpenDescriptor]:
        """List what the window holds open."""
        held = self._descriptors.held.of(call.window)
        return [{"id": each.id, "fd": str(each.fd), "type": each.kind} for each in held]

    @fs_route("fs.retainOpenDescriptor")
    async def retain_open_descriptor(self, call: Call, *, id: str) -> Id:
        """Keep a descriptor open when the page is replaced; it closes with its window at the latest."""
        self._descriptors.get(call.window, id).retained = True
        return {"id": id}

    # -- bytes -----------------------------------------------------------------------------------

    @fs_route("fs.read")
    async def read(self, call: Call, *, id: str, size: int, offset: int) -> bytes | FileResponse:
        """Answer with up to `size` bytes from `offset`; a negative offset goes on where the last read ended."""
        if size < 0:
            raise InvalidArgument('Cannot call "fs.read": size must not be negative')
        opened = self._descriptors.get(call.window, id, "file")
        with opened.use() as fd:
            return await self._read(opened, fd, size, offset)

    async def _read(self, opened: Descriptor, fd: int, size: int, offset: int) -> bytes | FileResponse:
        if offset < 0:
            async with opened.turn:
                return await self._threads.run(transfer.read, fd, size, offset)
        at_once = transfer.read_from_memory(fd, size, offset)
        return await self._threads.run(transfer.read, fd, size, offset) if at_once is None else at_once

    @fs_route("fs.write")
    async def write(self, call: Call, *, id: str, offset: int) -> Written:
        """Write the body at `offset`; a negative offset goes on where the last write ended."""
        opened = self._descriptors.get(call.window, id, "file")
        with opened.use() as fd:
            if offset < 0:
                async with opened.turn:
                    return {"id": id, "result": await self._threads.run(transfer.write, fd, call.body, offset)}
            return {"id": id, "result": await self._threads.run(transfer.write, fd, call.body, offset)}

    @fs_route("fs.ftruncate")
    async def ftruncate(self, call: Call, *, id: str, offset: int) -> Result:
        """Cut or extend an open file to `offset` bytes."""
        return await self._changed(call, id, lambda fd: os.ftruncate(fd, offset))

    @fs_route("fs.fsync")
    async def fsync(self, call: Call, *, id: str) -> Result:
        """Wait until what was written is on the disk."""
        return await self._changed(call, id, os.fsync)

    @fs_route("fs.fdatasync")
    async def fdatasync(self, call: Call, *, id: str) -> Result:
        """Wait until the bytes that were written are on the disk."""
        return await self._changed(call, id, getattr(os, "fdatasync", os.fsync))

    # -- what it is like -------------------------------------------------------------------------

    @fs_route("fs.fstat")
    async def fstat(self, call: Call, *, id: str) -> Stat:
        """Tell what the system knows of something open."""
        return await self._descriptors.use(self._descriptors.get(call.window, id), Files.fstat, quick=True)

    @fs_route("fs.fchmod")
    async def fchmod(self, call: Call, *, id: str, mode: int) -> Mode:
        """Set permission bits of an open file."""
        await self._altered(call, id, lambda fd: os.fchmod(fd, mode & 0o7777))
        return {"mode": mode}

    @fs_route("fs.fchown")
    async def fchown(self, call: Call, *, id: str, uid: int, gid: int) -> Result:
        """Set owner and group of an open file."""
        return await self._altered(call, id, lambda fd: os.fchown(fd, uid, gid))

    @fs_route("fs.futimes")
    async def futimes(self, call: Call, *, id: str, atime: float, mtime: float) -> Result:
        """Set the times of an open file, in seconds since 1970."""
        times = (nanoseconds(atime), nanoseconds(mtime))
        return await self._altered(call, id, lambda fd: os.utime(fd, ns=times))

    # -- folders ---------------------------------------------------------------------------------

    @fs_route("fs.readdir")
    async def readdir(self, call: Call, *, id: str = "", path: FilePath = "", entries: int = 0) -> list[Entry]:
        """List the next `entries` of an open folder, none at its end; or everything in the folder `path`."""
        if not id:
            if not path:
                raise InvalidArgument("Cannot call \"fs.readdir\": Expecting 'id' in parameters")
            place = self._paths.place(path)
            return await self._threads.run(lambda: _everything(self._files.open(place, _FOLDER)))
        if entries < 1:
            raise InvalidArgument("Cannot call \"fs.readdir\": Expecting 'entries' in parameters: at least 1")
        opened = self._descriptors.get(call.window, id, "directory")
        async with opened.turn:
            return await self._descriptors.use(opened, lambda fd: _next(opened, fd, entries))

    @fs_route("fs.constants")
    async def constants(self, call: Call) -> dict[str, int]:
        """Tell this platform's numbers for flags, modes and kinds."""
        return dict(CONSTANTS)

    async def _opened(
        self, call: Call, id: str, kind: Kind, operation: Callable[[Files], int], flags: int
    ) -> Descriptor:
        self._descriptors.check_new(call.window, id)
        if flags & os.O_ACCMODE == os.O_RDONLY and not flags & _MAKES:
            fd = await self._threads.look(operation)
        else:
            fd = await self._threads.run(operation, self._files)
        try:
            await checkpoint_if_cancelled()
        except BaseException:
            os.close(fd)
            raise
        return self._descriptors.add(call.window, id, fd, kind)

    async def _changed(self, call: Call, id: str, change: Callable[[int], object]) -> Result:
        await self._descriptors.use(self._descriptors.get(call.window, id, "file"), change)
        return DONE

    async def _altered(self, call: Call, id: str, change: Callable[[int], object]) -> Result:
        """Change what a file is like, which the kernel allows of one that is open for reading alone."""

        def altered(fd: int) -> None:
            self._files.guarded.check(fd, f"descriptor {id}", Use.WRITE)
            change(fd)

        return await self._changed(call, id, altered)


def _closed(descriptor: Descriptor) -> Opened:
    return {"id": descriptor.id, "fd": descriptor.fd}


def _next(opened: Descriptor, fd: int, count: int) -> list[Entry]:
    if opened.listing is None:
        opened.listing = Listing(fd)
    return opened.listing.take(count)


def _everything(fd: int) -> list[Entry]:
    try:
        listing = Listing(fd)
        try:
            return listing.sorted()
        finally:
            listing.close()
    finally:
        os.close(fd)
