"""Moving the bytes of files: out to a page, in from a page, from file to file. Blocking unless said otherwise.

Small reads are answered as bytes; large ones as an open file and a range, which the host hands to the
engine or the kernel, so that file contents never become Python objects.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import sys
from collections.abc import Callable, Iterator

from oro_framework.types import FileResponse
from oro_fs.files.constants import COPYFILE_EXCL, COPYFILE_FICLONE, COPYFILE_FICLONE_FORCE
from oro_fs.files.operations import Files
from oro_fs.sandbox.kernel import inode_path
from oro_fs.sandbox.roots import Place

__all__ = ("SMALL", "copy", "read", "read_from_memory", "write", "write_all")

SMALL = 64 * 1024
"""Up to this many bytes an answer is bytes; beyond, a file range."""

_UNKNOWN_LIMIT = 16 * 1024 * 1024
_CHUNK = 16 * 1024 * 1024
_FICLONE = 0x40049409


def read_from_memory(fd: int, size: int, offset: int) -> bytes | None:
    """Read at once what the page cache holds, or return None; never waits."""
    if not hasattr(os, "RWF_NOWAIT") or not 0 < size <= SMALL or offset < 0:
        return None
    buffer = bytearray(size)
    try:
        count = os.preadv(fd, [buffer], offset, os.RWF_NOWAIT)
    except OSError:
        return None
    if count == size:
        return bytes(buffer)
    return b"" if count == 0 else None


def read(fd: int, size: int | None, offset: int, *, own: bool = False, wait: bool = True) -> bytes | FileResponse:
    """Return `size` bytes at `offset`, fewer at the end of the file; a negative offset means where the last read ended.

    Args:
        own: `fd` may be given away in the answer; otherwise a large answer opens the file anew.
        wait: False raises BlockingIOError rather than wait for a disk.
    """
    status = os.fstat(fd)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not wait and (offset < 0 or status.st_size == 0 or not stat.S_ISREG(status.st_mode)):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    if offset < 0 or not stat.S_ISREG(status.st_mode):
        return os.read(fd, min(_UNKNOWN_LIMIT if size is None else size, _UNKNOWN_LIMIT))
    if status.st_size == 0:
        return b"".join(_pieces(fd, _UNKNOWN_LIMIT if size is None else min(size, _UNKNOWN_LIMIT), offset))
    left = max(status.st_size - offset, 0)
    length = left if size is None else min(size, left)
    if length <= SMALL and not wait:
        return _at_once(fd, length, offset)
    if length <= SMALL:
        return b"".join(_pieces(fd, length, offset))
    if not own and fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    source = fd if own else _reopened(fd)
    if source is None:
        return b"".join(_pieces(fd, min(length, _UNKNOWN_LIMIT), offset))
    return FileResponse(fd=source, offset=offset, length=length)


def _at_once(fd: int, length: int, offset: int) -> bytes:
    data = read_from_memory(fd, length, offset) if length else b""
    if data is None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    return data


def _reopened(fd: int) -> int | None:
    """Open the same file with a position of its own, so that concurrent answers cannot disturb each other."""
    if sys.platform != "linux":
        return None
    try:
        return os.open(inode_path(fd), os.O_RDONLY)
    except OSError:
        return None


def _pieces(fd: int, size: int, offset: int) -> Iterator[bytes]:
    while size > 0 and (piece := os.pread(fd, size, offset)):
        yield piece
        size -= len(piece)
        offset += len(piece)


def write(fd: int, body: bytes, offset: int) -> int:
    """Write once at `offset`, or where the last write ended when it is negative; return how much was written."""
    if not body:
        return 0
    return os.write(fd, body) if offset < 0 else os.pwrite(fd, body, offset)


def write_all(fd: int, body: bytes) -> int:
    """Write everything; when it raises, part may have been written."""
    rest = memoryview(body)
    while rest:
        rest = rest[os.write(fd, rest) :]
    return len(body)


def copy(files: Files, source: Place, target: Place, flags: int, check: Callable[[], None]) -> None:
    """Copy a file's bytes and permission bits, sharing or skipping what the file system can share or skip.

    Args:
        flags: `COPYFILE_*`.
        check: called between pieces; what it raises stops the copy.

    Raises:
        OSError: the kernel refused; a target that was made for this is removed again.
    """
    if flags & ~(COPYFILE_EXCL | COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE) or flags < 0:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    reader = files.open(source, os.O_RDONLY)
    try:
        status = os.fstat(reader)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        writer, made = _target(files, target, flags, status.st_mode)
        try:
            if not os.path.samestat(status, os.fstat(writer)):
                _fill(reader, writer, status, flags, check)
        except BaseException:
            if made:
                files.unlink(target)
            raise
        finally:
            os.close(writer)
    finally:
        os.close(reader)


def _target(files: Files, target: Place, flags: int, mode: int) -> tuple[int, bool]:
    try:
        return files.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IMODE(mode)), True
    except FileExistsError:
        if flags & COPYFILE_EXCL:
            raise
    return files.open(target, os.O_WRONLY | os.O_CREAT, stat.S_IMODE(mode)), False


def _fill(reader: int, writer: int, status: os.stat_result, flags: int, check: Callable[[], None]) -> None:
    os.ftruncate(writer, 0)
    os.fchmod(writer, stat.S_IMODE(status.st_mode))
    if flags & (COPYFILE_FICLONE | COPYFILE_FICLONE_FORCE):
        try:
            fcntl.ioctl(writer, _FICLONE, reader)
            return
        except OSError:
            if flags & COPYFILE_FICLONE_FORCE:
                raise
    for start, end in _data(reader, status.st_size):
        _copy_range(reader, writer, start, end, check)
    if os.fstat(writer).st_size < status.st_size:
        os.ftruncate(writer, status.st_size)


def _data(fd: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a file that hold data; holes are left out where the file system tells."""
    if size == 0:
        yield 0, _UNKNOWN_LIMIT
        return
    position = 0
    while position < size:
        try:
            start = os.lseek(fd, position, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:
                return
            start = position
        try:
            end = os.lseek(fd, start, os.SEEK_HOLE)
        except OSError:
            end = size
        yield start, end
        position = end


def _copy_range(reader: int, writer: int, start: int, end: int, check: Callable[[], None]) -> None:
    kernel = hasattr(os, "copy_file_range")
    while start < end:
        check()
        size = min(_CHUNK, end - start)
        if kernel:
            try:
                count = os.copy_file_range(reader, writer, size, start, start)
            except OSError as error:
                if error.errno not in (errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
                    raise
                kernel = False
                continue
            if count == 0:
                kernel = False
                continue
        else:
            count = os.pwrite(writer, os.pread(reader, min(size, 1 << 20), start), start)
            if count == 0:
                return
        start += count
