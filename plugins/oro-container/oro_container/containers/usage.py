"""How much is in folders of programs, which hide nothing by depth or permissions."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ("usage",)

_LONGEST = 1 << 16
"""Bytes of a path that is looked at."""
_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def usage(folders: Iterable[Path]) -> tuple[int, int]:
    """Return the bytes on disk and the count of files and folders below some folders; blocks.

    Programs change them meanwhile: what has gone is not counted, and what is beside it is.

    Raises:
        OSError: ENAMETOOLONG, folders are too deep within each other to be looked at.
    """
    size = count = 0
    for top in folders:
        for entry in _below(top):
            count += 1
            with suppress(OSError):
                size += entry.stat(follow_symlinks=False).st_blocks * 512
    return size, count


def _below(top: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [os.path.join(os.path.realpath(top.parent), top.name)]
    while waiting:
        path = waiting.pop()
        # It may have gone meanwhile, or be no folder any more.
        with suppress(FileNotFoundError, NotADirectoryError), _opened(path) as folder, os.scandir(folder) as found:
            for entry in found:
                yield entry
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{path}/{entry.name}")


@contextmanager
def _opened(path: str) -> Iterator[int]:
    """Open a folder to look into, however long its path is, and whatever its permissions."""
    if len(path) > _LONGEST:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    named = _named(path)
    try:
        with _permitted(named):
            folder = os.open(f"/proc/self/fd/{named}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                yield folder
            finally:
                os.close(folder)
    finally:
        os.close(named)


def _named(path: str) -> int:
    """Return a descriptor that names a folder."""
    try:
        return os.open(path, _FOLDER)
    except OSError as error:
        if error.errno not in (errno.ENAMETOOLONG, errno.EACCES):
            raise
    folder = os.open("/", _FOLDER)
    for name in path.lstrip("/").split("/"):
        parent = folder
        try:
            folder = _entered(parent, name)
        finally:
            os.close(parent)
    return folder


def _entered(parent: int, name: str) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except PermissionError:
        with _permitted(parent):
            return os.open(name, _FOLDER, dir_fd=parent)


@contextmanager
def _permitted(named: int) -> Iterator[None]:
    """Let the owner of a folder look into it, where a program took the permission, until the end."""
    path, mode = f"/proc/self/fd/{named}", stat.S_IMODE(os.fstat(named).st_mode)
    if mode & 0o500 == 0o500:
        yield
        return
    os.chmod(path, mode | 0o500)
    try:
        yield
    finally:
        os.chmod(path, mode)
