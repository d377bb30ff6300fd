"""How much is in folders of programs, which hide nothing by depth or permissions."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ("usage",)

_PATH = 4000
"""Bytes of a path that the kernel takes at once."""
_LONGEST = 1 << 16
"""Bytes of a path that is looked at."""
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


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
    waiting = [os.fspath(top)]
    while waiting:
        path = waiting.pop()
        try:
            folder = _opened(path)
        except FileNotFoundError:
            # It has gone meanwhile, or is no folder any more.
            continue
        except NotADirectoryError:
            continue
        try:
            with os.scandir(folder) as found:
                for entry in found:
                    yield entry
                    with suppress(OSError):
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(f"{path}/{entry.name}")
        finally:
            os.close(folder)


def _opened(path: str) -> int:
    """Open a folder however long its path is, and whatever its permissions."""
    try:
        return os.open(path, os.O_RDONLY | _FOLDER)
    except OSError as error:
        if error.errno not in (errno.ENAMETOOLONG, errno.EACCES) or len(path) > _LONGEST:
            raise
    named = _named(path)
    try:
        return _readable(named)
    finally:
        os.close(named)


def _named(path: str) -> int:
    """Return a descriptor that names a folder."""
    folder: int | None = None
    while path:
        end = len(path) if len(path) <= _PATH else path.rindex("/", 1, _PATH)
        before = folder
        try:
            folder = os.open(path[:end], os.O_PATH | _FOLDER, dir_fd=before)
        finally:
            if before is not None:
                os.close(before)
        path = path[end:].lstrip("/")
    assert folder is not None
    return folder


def _readable(named: int) -> int:
    """Open a folder; one that its owner may not read is let be read for that moment."""
    name, mode = f"/proc/self/fd/{named}", os.fstat(named).st_mode & 0o7777
    if mode & 0o500 == 0o500:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    os.chmod(name, mode | 0o500)
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    finally:
        os.chmod(name, mode)
