"""`private.*`: the private file system of the pages of an isolated app (OPFS), for `boot/private-files.js`.

The engines have none for pages of our schemes, or one without files that workers read and write at once. What the app
stores is its own, as in `localStorage`, so that no permission is needed; calls of other origins are refused.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

import trio

from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.host.sessions.private_files import Holder, OpenFile, PrivateFiles
from oro_framework.host.sessions.private_folder import Entry, Kind, LockMode, PrivateFileError, PrivateFolder
from oro_framework.service import Service, route
from oro_framework.types import ByteStream, Call, FileResponse, Host

__all__ = ("PrivateFileService", "oro_services")

IN_MEMORY = 1 << 20
"""Bytes up to which a piece is read or written on the loop thread: copying it takes less than another thread's turn."""


class PrivateFileService(Service):
    """Answers `private.*`."""

    name = "private"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.files = PrivateFiles(lambda name: inner(host).profiles.opened(name))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Close every file at the end, and delete what was kept for this run only."""
        inner(self.host).profiles.private_files = self.files
        try:
            yield
        finally:
            self.files.end()

    def _folder(self, call: Call) -> PrivateFolder:
        return self.files.of("" if call.window is None else call.window.profile)

    # -- files and folders ---------------------------------------------------------------------------

    @route("private.get", internal=True)
    def get(self, call: Call, path: str, kind: Kind, create: bool = False) -> Entry:
        """Return the file or folder at a path, made where there is none and `create` is set."""
        return self._folder(call).get(path, kind, create=create)

    @route("private.list", internal=True)
    async def list(self, call: Call, path: str = "") -> list[tuple[str, Kind]]:
        """Return names in a folder, with what each is."""
        return await trio.to_thread.run_sync(self._folder(call).list, path)

    @route("private.remove", internal=True)
    async def remove(self, call: Call, path: str = "", recursive: bool = False) -> None:
        """Delete a file or folder. If cancelled, part of a folder may be deleted."""
        await trio.to_thread.run_sync(partial(self._folder(call).remove, path, recursive=recursive))

    @route("private.move", internal=True)
    def move(self, call: Call, path: str, target: str) -> None:
        """Give a file or folder another path; a file there is replaced."""
        self._folder(call).move(path, target)

    @route("private.content", internal=True)
    async def content(self, call: Call, path: str) -> FileResponse:
        """Return the bytes of a file."""
        return FileResponse(fd=self._folder(call).open(path))

    # -- open files ----------------------------------------------------------------------------------

    @route("private.hold", internal=True, deadline=0)
    async def hold(self, call: Call) -> ByteStream:
        """Send the id of a holder of open files, and close them when the page or worker is gone."""
        return ByteStream(self._held(secrets.token_hex(8)))

    async def _held(self, id: str) -> AsyncIterator[bytes]:
        holder = self.files.holders[id] = Holder()
        try:
            yield f"{id}\n".encode()
            await trio.sleep_forever()
        finally:
            del self.files.holders[id]
            holder.close_all()

    def _file(self, holder: str, id: str) -> OpenFile:
        return self.files.holder(holder).get(id)

    @route("private.open", internal=True)
    async def open(self, call: Call, holder: str, path: str, mode: LockMode = "readwrite", keep: bool = False) -> str:
        """Open and lock a file, and return its id."""
        held, folder = self.files.holder(holder), self._folder(call)
        held.check_room()
        return held.add(OpenFile(folder, path, mode, keep=keep))

    @route("private.read", internal=True)
    async def read(self, call: Call, holder: str, id: str, at: int, size: int) -> bytes:
        """Return bytes of an open file, fewer at its end."""
        file = self._file(holder, id)
        if size <= IN_MEMORY:
            return os.pread(file.fd, size, at)
        return await trio.to_thread.run_sync(os.pread, file.fd, size, at)

    @route("private.write", internal=True)
    async def write(self, call: Call, holder: str, id: str, at: int) -> int:
        """Write the body of the call into an open file; the count is that of its bytes."""
        file = self._file(holder, id)
        _check_writes(file)
        if len(call.body) <= IN_MEMORY:
            _write(file.fd, call.body, at)
        else:
            await trio.to_thread.run_sync(_write, file.fd, call.body, at)
        return len(call.body)

    @route("private.truncate", internal=True)
    def truncate(self, call: Call, holder: str, id: str, size: int) -> None:
        """Cut an open file, or lengthen it by zeros."""
        file = self._file(holder, id)
        _check_writes(file)
        os.ftruncate(file.fd, size)

    @route("private.size", internal=True)
    def size(self, call: Call, holder: str, id: str) -> int:
        """Return the size of an open file."""
        return os.fstat(self._file(holder, id).fd).st_size

    @route("private.flush", internal=True)
    async def flush(self, call: Call, holder: str, id: str) -> None:
        """Wait until what was written is on the disk."""
        await trio.to_thread.run_sync(os.fdatasync, self._file(holder, id).fd)

    @route("private.close", internal=True)
    def close(self, call: Call, holder: str, id: str, complete: bool = False) -> None:
        """Close a file; one that is written anew takes its place if it is complete."""
        self.files.holder(holder).close(id, complete=complete)


def _check_writes(file: OpenFile) -> None:
    if not file.writes:
        raise PrivateFileError("NoModificationAllowedError", "Cannot write a private file: it is open for reading")


def _write(fd: int, data: bytes, at: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(fd, view, at)
        at, view = at + written, view[written:]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `private.*`."""
    return [PrivateFileService]
