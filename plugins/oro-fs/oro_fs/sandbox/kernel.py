"""The two system calls Python does not offer: openat2(2) and statx(2). Linux; elsewhere they are absent.

`openat2` resolves a whole path inside the kernel under rules no concurrent rename can bend.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from functools import cache

__all__ = (
    "AT_FDCWD",
    "O_PATH",
    "RESOLVE_BENEATH",
    "RESOLVE_CACHED",
    "RESOLVE_NO_SYMLINKS",
    "birth",
    "cached_device",
    "file_system",
    "has_openat2",
    "inode_path",
    "openat2",
    "path_of",
)

AT_FDCWD = -100
O_PATH: int = getattr(os, "O_PATH", os.O_RDONLY | os.O_NONBLOCK)
"""Opens an inode without touching what is behind it; elsewhere than on Linux, opens it for reading."""

RESOLVE_NO_SYMLINKS = 0x04
RESOLVE_BENEATH = 0x08
RESOLVE_CACHED = 0x20

_SYS_OPENAT2 = 437
_AT_EMPTY_PATH = 0x1000
_AT_STATX_DONT_SYNC = 0x4000
_STATX_BTIME = 0x800
_STATX_SIZE = 256

_STATFS_SIZE = 512

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class _How(ctypes.Structure):
    _fields_ = (("flags", ctypes.c_uint64), ("mode", ctypes.c_uint64), ("resolve", ctypes.c_uint64))


def openat2(dir_fd: int, path: bytes, flags: int, mode: int, resolve: int) -> int:
    """Open `path` relative to `dir_fd` under the rules in `resolve`; return a close-on-exec descriptor.

    Raises:
        OSError: EXDEV when the path leaves `dir_fd`, ELOOP when a forbidden link lies on the way,
            EAGAIN when the answer is not in memory, ENOSYS when the kernel lacks the call.
    """
    if _libc is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if b"\0" in path:
        raise OSError(errno.EINVAL, "embedded null byte")
    creates = flags & (os.O_CREAT | getattr(os, "O_TMPFILE", 0))
    how = _How(flags | os.O_CLOEXEC, mode & 0o7777 if creates else 0, resolve)
    while True:
        fd = _libc.syscall(
            ctypes.c_long(_SYS_OPENAT2),
            ctypes.c_long(dir_fd),
            ctypes.c_char_p(path),
            ctypes.byref(how),
            ctypes.c_size_t(ctypes.sizeof(how)),
        )
        if fd >= 0:
            return int(fd)
        number = ctypes.get_errno()
        if number != errno.EINTR:
            raise OSError(number, os.strerror(number), os.fsdecode(path))


@cache
def has_openat2() -> bool:
    """Tell whether the kernel, and whatever filters its calls, lets us use openat2 with RESOLVE_BENEATH."""
    try:
        os.close(openat2(AT_FDCWD, b".", O_PATH, 0, RESOLVE_BENEATH))
    except OSError:
        return False
    return True


def _statx(fd: int, flags: int, mask: int) -> bytes | None:
    if _libc is None or not hasattr(_libc, "statx"):
        return None
    buffer = ctypes.create_string_buffer(_STATX_SIZE)
    if _libc.statx(fd, b"", _AT_EMPTY_PATH | flags, mask, buffer) != 0:
        return None
    return buffer.raw


def birth(fd: int, fallback: int = 0) -> int:
    """Return when the file behind `fd` was made, in nanoseconds, or `fallback` where that is not recorded."""
    raw = _statx(fd, 0, _STATX_BTIME)
    if raw is None or not struct.unpack_from("=I", raw, 0)[0] & _STATX_BTIME:
        return fallback
    seconds, nanoseconds = struct.unpack_from("=qI", raw, 0x50)
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


def cached_device(fd: int) -> int | None:
    """Return the device number of `fd` from memory alone: no server, no daemon and no disk is asked."""
    raw = _statx(fd, _AT_STATX_DONT_SYNC, 0)
    return None if raw is None else os.makedev(*struct.unpack_from("=II", raw, 0x88))


def file_system(fd: int) -> int:
    """Return what kind of file system `fd` is on, as statfs(2) numbers them; 0 where the system does not say."""
    buffer = ctypes.create_string_buffer(_STATFS_SIZE)
    if _libc is None or _libc.fstatfs(fd, buffer) != 0:
        return 0
    return int(ctypes.c_ulong.from_buffer(buffer).value)


def inode_path(fd: int) -> str:
    """Return a path that means exactly the inode behind `fd`, whatever was renamed since it was opened."""
    return f"/proc/self/fd/{fd}" if sys.platform == "linux" else f"/dev/fd/{fd}"


def path_of(fd: int) -> bytes | None:
    """Return the absolute path the kernel has for what `fd` holds, no link in it; None where it does not say."""
    try:
        return os.readlink(b"/proc/self/fd/%d" % fd)
    except OSError:
        return None
