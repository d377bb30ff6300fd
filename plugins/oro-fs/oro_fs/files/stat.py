"""The stat object: every number as decimal text, times split as the kernel gives them. Sans-IO."""

from __future__ import annotations

import os
import stat
from typing import TypedDict

__all__ = ("Dirent", "Stat", "StatFs", "Time", "dirent_of", "kind_of", "stat_object", "statfs_object")


class Time(TypedDict):
    """Seconds since 1970, rounded down, and the nanoseconds beyond them."""

    tv_sec: str
    tv_nsec: str


class Stat(TypedDict):
    """The answer of stat(2) about a file."""

    st_dev: str
    st_mode: str
    st_nlink: str
    st_uid: str
    st_gid: str
    st_rdev: str
    st_ino: str
    st_size: str
    st_blksize: str
    st_blocks: str
    st_flags: str
    st_gen: str
    st_atim: Time
    st_mtim: Time
    st_ctim: Time
    st_birthtim: Time


class StatFs(TypedDict):
    """The answer of statfs(2) about a file system, every number as decimal text."""

    type: str
    bsize: str
    blocks: str
    bfree: str
    bavail: str
    files: str
    ffree: str


class Dirent:
    """The kinds of directory entry, numbered as libuv does."""

    UNKNOWN, FILE, DIR, LINK, FIFO, SOCKET, CHAR, BLOCK = range(8)


_KINDS = {
    stat.S_IFREG: (Dirent.FILE, "file"),
    stat.S_IFDIR: (Dirent.DIR, "directory"),
    stat.S_IFLNK: (Dirent.LINK, "symbolic link"),
    stat.S_IFIFO: (Dirent.FIFO, "FIFO"),
    stat.S_IFSOCK: (Dirent.SOCKET, "socket"),
    stat.S_IFCHR: (Dirent.CHAR, "character device"),
    stat.S_IFBLK: (Dirent.BLOCK, "block device"),
}


def dirent_of(mode: int) -> int:
    """Return the directory entry code of a file mode."""
    return _KINDS.get(stat.S_IFMT(mode), (Dirent.UNKNOWN, ""))[0]


def kind_of(mode: int) -> str:
    """Return what a file mode names, in words."""
    return _KINDS.get(stat.S_IFMT(mode), (Dirent.UNKNOWN, "special file"))[1]


def stat_object(status: os.stat_result, birth: int) -> Stat:
    """Build the stat object; `birth` is in nanoseconds."""
    return {
        "st_dev": str(status.st_dev),
        "st_mode": str(status.st_mode),
        "st_nlink": str(status.st_nlink),
        "st_uid": str(status.st_uid),
        "st_gid": str(status.st_gid),
        "st_rdev": str(getattr(status, "st_rdev", 0)),
        "st_ino": str(status.st_ino),
        "st_size": str(status.st_size),
        "st_blksize": str(getattr(status, "st_blksize", 0)),
        "st_blocks": str(getattr(status, "st_blocks", 0)),
        "st_flags": str(getattr(status, "st_flags", 0)),
        "st_gen": str(getattr(status, "st_gen", 0)),
        "st_atim": _time(status.st_atime_ns),
        "st_mtim": _time(status.st_mtime_ns),
        "st_ctim": _time(status.st_ctime_ns),
        "st_birthtim": _time(birth),
    }


def statfs_object(kind: int, status: os.statvfs_result) -> StatFs:
    """Build what `fs.statfs` answers."""
    return {
        "type": str(kind),
        "bsize": str(status.f_bsize),
        "blocks": str(status.f_blocks),
        "bfree": str(status.f_bfree),
        "bavail": str(status.f_bavail),
        "files": str(status.f_files),
        "ffree": str(status.f_ffree),
    }


def _time(nanoseconds: int) -> Time:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    return {"tv_sec": str(seconds), "tv_nsec": str(rest)}
