"""Routes that take paths; `Paths` tells how `path`, `src` and `dest` are read."""

from __future__ import annotations

import errno
import os
from itertools import count

import anyio

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import FilePath
from oro_framework.types import Call, FileResponse
from oro_fs.files import folders as trees
from oro_fs.files import transfer
from oro_fs.files.atomic import replace
from oro_fs.files.flags import nanoseconds, open_flags
from oro_fs.files.operations import Files
from oro_fs.files.stat import Stat, StatFs
from oro_fs.files.threads import FileThreads, check_cancelled
from oro_fs.routes.answers import DONE, Mode, PathAnswer, Result, path_answer
from oro_fs.routes.fs_route import fs_route
from oro_fs.sandbox.paths import Paths
from oro_fs.sandbox.roots import Place

__all__ = ("Made", "PathRoutes")

_PASSING = frozenset((errno.EBUSY, errno.EMFILE, errno.ENFILE, errno.ENOTEMPTY, errno.EPERM))


class Made(Result, total=False):
    """The answer of `fs.mkdir`; `path` is the topmost folder that was made, if any."""

    path: str


class PathRoutes:
    """Looking at, reading, writing, changing, naming and removing files by path."""

    def __init__(self, paths: Paths, files: Files, threads: FileThreads) -> None:
        self._paths = paths
        self._files = files
        self._threads = threads

    # -- looking ---------------------------------------------------------------------------------

    @fs_route("fs.access")
    async def access(self, call: Call, *, path: FilePath, mode: int) -> Mode:
        """Succeed when this process may do what `mode` (`F_OK`, `R_OK`, …) asks for."""
        place = self._paths.place(path)
        await self._threads.look(lambda files: files.access(place, mode))
        return {"mode": mode}

    @fs_route("fs.stat")
    async def stat(self, call: Call, *, path: FilePath) -> Stat:
        """Tell what the system knows of a path, links followed."""
        place = self._paths.place(path)
        return await self._threads.look(lambda files: files.stat(place))

    @fs_route("fs.lstat")
    async def lstat(self, call: Call, *, path: FilePath) -> Stat:
        """Tell what the system knows of a path, or of the link that lies there."""
        place = self._paths.place(path)
        return await self._threads.look(lambda files: files.stat(place, follow=False))

    @fs_route("fs.statfs")
    async def statfs(self, call: Call, *, path: FilePath) -> StatFs:
        """Tell what the system knows of the file system a path is on; sizes are in blocks of `bsize` bytes."""
        return await self._threads.run(self._files.statfs, self._paths.place(path))

    @fs_route("fs.readlink")
    async def readlink(self, call: Call, *, path: FilePath) -> PathAnswer:
        """Tell what a symbolic link holds."""
        place = self._paths.place(path)
        return path_answer(await self._threads.look(lambda files: files.readlink(place)))

    @fs_route("fs.realpath")
    async def realpath(self, call: Call, *, path: FilePath) -> PathAnswer:
        """Tell the absolute path of what a path names, every link resolved."""
        place = self._paths.place(path)
        return path_answer(await self._threads.look(lambda files: files.realpath(place)))

    # -- whole files -----------------------------------------------------------------------------

    @fs_route("fs.readFile")
    async def read_file(
        self, call: Call, *, path: FilePath, offset: int = 0, size: int | None = None
    ) -> bytes | FileResponse:
        """Answer with the bytes of a file, or `size` of them from `offset`."""
        if offset < 0 or (size is not None and size < 0):
            raise InvalidArgument('Cannot call "fs.readFile": offset and size must not be negative')
        place = self._paths.place(path)
        return await self._threads.look(lambda files: _read_file(files, place, offset, size))

    @fs_route("fs.writeFile")
    async def write_file(
        self, call: Call, *, path: FilePath, flags: int | str = "w", mode: int = 0o666, atomic: bool = False
    ) -> Result:
        """Write the body to a file. If cancelled, all of it was written; when it fails, part may have been.

        With `atomic` the file has the old contents or the new, whatever happens, and they are on the disk when this
        answers; `flags` can only be "w" then.
        """
        place, number = self._paths.place(path), open_flags(flags)
        if atomic:
            if number != open_flags("w"):
                raise InvalidArgument('Cannot call "fs.writeFile": with atomic, flags must be "w"')
            return {"result": await self._threads.run(replace, self._files, place, self._paths.place, mode, call.body)}
        return {"result": await self._threads.run(_write_file, self._files, place, number, mode, call.body)}

    @fs_route("fs.appendFile")
    async def append_file(self, call: Call, *, path: FilePath, flags: int | str = "a", mode: int = 0o666) -> Result:
        """Write the body behind what a file holds."""
        place, number = self._paths.place(path), open_flags(flags) | os.O_APPEND
        return {"result": await self._threads.run(_write_file, self._files, place, number, mode, call.body)}

    @fs_route("fs.copyFile")
    async def copy_file(self, call: Call, *, src: FilePath, dest: FilePath, flags: int = 0) -> Result:
        """Copy a file. If cancelled, a file made for this is removed again."""
        source, target = self._paths.place(src), self._paths.place(dest)
        await self._threads.run(transfer.copy, self._files, source, target, flags, check_cancelled)
        return DONE

    @fs_route("fs.truncate")
    async def truncate(self, call: Call, *, path: FilePath, offset: int = 0) -> Result:
        """Cut or extend a file to `offset` bytes."""
        await self._threads.run(self._files.truncate, self._paths.place(path), _length(offset))
        return DONE

    # -- what files are like ---------------------------------------------------------------------

    @fs_route("fs.chmod")
    async def chmod(self, call: Call, *, path: FilePath, mode: int) -> Mode:
        """Set permission bits."""
        await self._threads.run(self._files.chmod, self._paths.place(path), mode)
        return {"mode": mode}

    @fs_route("fs.chown")
    async def chown(self, call: Call, *, path: FilePath, uid: int, gid: int) -> Mode:
        """Set owner and group; -1 leaves one as it is."""
        return {"mode": await self._threads.run(self._files.chown, self._paths.place(path), uid, gid)}

    @fs_route("fs.lchown")
    async def lchown(self, call: Call, *, path: FilePath, uid: int, gid: int) -> Mode:
        """Set owner and group of a link itself."""
        return {"mode": await self._threads.run(self._files.lchown, self._paths.place(path), uid, gid)}

    @fs_route("fs.utimes")
    async def utimes(self, call: Call, *, path: FilePath, atime: float, mtime: float) -> Result:
        """Set access and modification times, in seconds since 1970."""
        await self._threads.run(self._files.utimes, self._paths.place(path), nanoseconds(atime), nanoseconds(mtime))
        return DONE

    @fs_route("fs.lutimes")
    async def lutimes(self, call: Call, *, path: FilePath, atime: float, mtime: float) -> Result:
        """Set the times of a link itself."""
        place, accessed, modified = self._paths.place(path), nanoseconds(atime), nanoseconds(mtime)
        await self._threads.run(self._files.utimes, place, accessed, modified, follow=False)
        return DONE

    # -- names -----------------------------------------------------------------------------------

    @fs_route("fs.mkdir")
    async def mkdir(self, call: Call, *, path: FilePath, mode: int = 0o777, recursive: bool = False) -> Made:
        """Make a folder; with `recursive` those above it too, and none is made when it is there."""
        place = self._paths.place(path)
        if not recursive:
            await self._threads.run(self._files.mkdir, place, mode)
            return {"result": 0}
        first = await self._threads.run(trees.make_folders, self._files, place, mode)
        return {"result": 0} if first is None else {"result": 0, "path": path_answer(first.full)["path"]}

    @fs_route("fs.mkdtemp")
    async def mkdtemp(self, call: Call, *, prefix: FilePath) -> PathAnswer:
        """Make a folder only this user may enter, named `prefix` and six random characters."""
        made = await self._threads.run(trees.make_temporary, self._files, self._paths.place(prefix))
        return path_answer(made.full)

    @fs_route("fs.rmdir")
    async def rmdir(self, call: Call, *, path: FilePath) -> Result:
        """Remove an empty folder."""
        await self._threads.run(self._files.rmdir, self._paths.place(path))
        return DONE

    @fs_route("fs.unlink")
    async def unlink(self, call: Call, *, path: FilePath) -> Result:
        """Remove a name that is no folder's."""
        await self._threads.run(self._files.unlink, self._paths.place(path))
        return DONE

    @fs_route("fs.rm")
    async def rm(
        self,
        call: Call,
        *,
        path: FilePath,
        recursive: bool = False,
        force: bool = False,
        maxRetries: int = 0,
        retryDelay: int = 100,
    ) -> Result:
        """Remove a file, or with `recursive` a folder and what is in it. If cancelled, part may be gone.

        What is busy or was filled meanwhile is tried again up to `maxRetries` times, each time `retryDelay`
        milliseconds later than before.
        """
        place, check = self._paths.place(path), check_cancelled
        for attempt in count(1):
            try:
                await self._threads.run(trees.remove, self._files, place, recursive=recursive, force=force, check=check)
            except OSError as error:
                if not recursive or error.errno not in _PASSING or attempt > maxRetries:
                    raise
                await anyio.sleep(attempt * max(0, retryDelay) / 1000)
            else:
                break
        return DONE

    @fs_route("fs.rename")
    async def rename(self, call: Call, *, src: FilePath, dest: FilePath) -> Result:
        """Give a file or folder another name, replacing what has it."""
        await self._threads.run(self._files.rename, self._paths.place(src), self._paths.place(dest))
        return DONE

    @fs_route("fs.link")
    async def link(self, call: Call, *, src: FilePath, dest: FilePath) -> Mode:
        """Give a file a second name."""
        return {"mode": await self._threads.run(self._files.link, self._paths.place(src), self._paths.place(dest))}

    @fs_route("fs.symlink")
    async def symlink(self, call: Call, *, src: FilePath, dest: FilePath, flags: int = 0) -> Mode:
        """Make a symbolic link at `dest` that holds `src` as it stands; `flags` matter on Windows only."""
        place = self._paths.place(dest)
        return {"mode": await self._threads.run(self._files.symlink, self._paths.target(src, place), place)}


def _length(offset: int) -> int:
    if offset < 0:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    return offset


def _read_file(files: Files, place: Place, offset: int, size: int | None) -> bytes | FileResponse:
    fd = files.open(place, os.O_RDONLY)
    answer: bytes | FileResponse | None = None
    try:
        answer = transfer.read(fd, size, offset, own=True, wait=files.waits)
    finally:
        if not isinstance(answer, FileResponse):
            os.close(fd)
    return answer


def _write_file(files: Files, place: Place, flags: int, mode: int, body: bytes) -> int:
    fd = files.open(place, flags, mode)
    try:
        return transfer.write_all(fd, body)
    finally:
        os.close(fd)
