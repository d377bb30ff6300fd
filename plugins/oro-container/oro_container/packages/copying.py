"""Copy the files of a package from the store into a folder that was just made. Blocking.

Rules
1. Files of the store are read only: a copy shares blocks where the file system can (FICLONE), never the file itself.
2. Everything is opened relative to a descriptor of its folder, and no symbolic link is followed.
3. A file whose size differs from the index, or that is newer than it, makes the package damaged.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from oro_container.copying import copy_bytes, file_systems

__all__ = ("Damaged", "copy_files")

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
File = tuple[str, int, int]
"""Path, bytes and permission bits."""


class Damaged(Exception):
    """A package of the store is not as it was written; the text names the file."""


def copy_files(files: Sequence[File], written: int, source: int, target: int) -> None:
    """Copy the files of a package.

    Args:
        files: the files, ordered by folder.
        written: nanoseconds at which they were all there.
        source: a descriptor of its files.
        target: a descriptor of an empty folder.

    Raises:
        Damaged: the package is not as it was written.
        OSError: a file cannot be written.
    """
    pair = file_systems(source, target)
    opened: list[tuple[str, int, int]] = [("", source, target)]
    try:
        for file in files:
            folder, _, name = file[0].rpartition("/")
            if folder != opened[-1][0]:
                _enter(folder, opened)
            _, from_, to = opened[-1]
            _copy(file, name, written, (from_, to), pair)
    finally:
        for _, from_, to in opened[1:]:
            os.close(from_)
            os.close(to)


def _enter(folder: str, opened: list[tuple[str, int, int]]) -> None:
    """Leave folders until `folder` is below the last one, then make and open those between."""
    while (last := opened[-1][0]) and folder != last and not folder.startswith(f"{last}/"):
        _, from_, to = opened.pop()
        os.close(from_)
        os.close(to)
    last = opened[-1][0]
    for part in folder[len(last) :].split("/"):
        if part:
            last = f"{last}/{part}" if last else part
            opened.append((last, *_make(part, opened[-1][1], opened[-1][2])))


def _make(name: str, source: int, target: int) -> tuple[int, int]:
    try:
        from_ = os.open(name, _DIRECTORY, dir_fd=source)
    except OSError as error:
        raise Damaged(f'folder "{name}" cannot be read ({error.strerror})') from error
    try:
        os.mkdir(name, 0o755, dir_fd=target)
        return from_, os.open(name, _DIRECTORY, dir_fd=target)
    except FileExistsError:
        return from_, os.open(name, _DIRECTORY, dir_fd=target)
    except BaseException:
        os.close(from_)
        raise


def _copy(file: File, name: str, written: int, folders: tuple[int, int], pair: tuple[int, int]) -> None:
    path, size, mode = file
    try:
        source = os.open(name, _READ, dir_fd=folders[0])
    except OSError as error:
        raise Damaged(f'"{path}" cannot be read ({error.strerror})') from error
    try:
        found = os.fstat(source)
        if found.st_size != size or found.st_mtime_ns > written or not stat.S_ISREG(found.st_mode):
            raise Damaged(f'"{path}" was changed')
        target = os.open(name, _CREATE, mode, dir_fd=folders[1])
        try:
            if copy_bytes(source, target, size, pair) != size:
                raise Damaged(f'"{path}" became shorter')
        finally:
            os.close(target)
    finally:
        os.close(source)
