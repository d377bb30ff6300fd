"""Copy folders that are handed over as descriptors: by reflink where the file system has it, else byte by byte."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable

__all__ = ("copy_beside", "copy_tree")

_FICLONE = 0x40049409
_MOST = 1 << 30


def copy_tree(source: int, target: str, *, exact: bool = False) -> int:
    """Copy what is below a folder into a new one; return the bytes of its files.

    Nothing of the new one shares a file with the old one that a write could reach.

    Args:
        source: a descriptor of the folder.
        target: the path of the new one, whose parent exists.
        exact: keeps all modes, and leaves what is mounted below empty; otherwise files can be executed or not.

    Raises:
        OSError: EEXIST, there is something of that path.
    """
    os.mkdir(target)
    made = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return _copy(source, made, _mount_of(source) if exact else "")
    finally:
        os.close(made)


def copy_beside(source: int, target: int) -> int:
    """Copy what is below a folder into another that has something already, which stays; return the bytes of its files.

    Args:
        source: a descriptor of the folder.
        target: that of the other.

    Raises:
        OSError: it cannot be read or written.
    """
    copied = 0
    with os.scandir(source) as found:
        for entry in found:
            try:
                there = os.stat(entry.name, dir_fd=target, follow_symlinks=False)
            except FileNotFoundError:
                copied += _copy_entry(source, target, entry, "")
                continue
            if stat.S_ISDIR(there.st_mode) and entry.is_dir(follow_symlinks=False):
                copied += _in_folder(source, target, entry.name, copy_beside)
    return copied


def _mount_of(descriptor: int) -> str:
    """Return the id of the mount that a file is on."""
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
        return next(line for line in file if line.startswith("mnt_id:"))


def _copy(source: int, target: int, mount: str) -> int:
    if mount and _mount_of(source) != mount:
        return 0
    with os.scandir(source) as found:
        return sum(_copy_entry(source, target, entry, mount) for entry in found)


def _copy_entry(source: int, target: int, entry: os.DirEntry[str], mount: str) -> int:
    if entry.is_symlink():
        os.symlink(os.readlink(entry.name, dir_fd=source), entry.name, dir_fd=target)
    elif entry.is_dir(follow_symlinks=False):
        os.mkdir(entry.name, dir_fd=target)
        return _in_folder(source, target, entry.name, lambda theirs, ours: _copy_below(theirs, ours, mount))
    elif entry.is_file(follow_symlinks=False):
        return _copy_file(source, target, entry.name, exact=bool(mount))
    return 0


def _copy_below(source: int, target: int, mount: str) -> int:
    copied = _copy(source, target, mount)
    if mount:
        os.fchmod(target, os.fstat(source).st_mode & 0o777)
    return copied


def _in_folder(source: int, target: int, name: str, copy: Callable[[int, int], int]) -> int:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    theirs, ours = os.open(name, flags, dir_fd=source), os.open(name, flags, dir_fd=target)
    try:
        return copy(theirs, ours)
    finally:
        os.close(theirs)
        os.close(ours)


def _copy_file(source: int, target: int, name: str, *, exact: bool) -> int:
    # A program may put a pipe in place of a file, for which nothing is to wait.
    theirs = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=source)
    try:
        about = os.fstat(theirs)
        if not stat.S_ISREG(about.st_mode):
            return 0
        mode = 0o755 if about.st_mode & stat.S_IXUSR else 0o644
        ours = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode, dir_fd=target)
        try:
            _copy_content(theirs, ours)
            if exact:
                os.fchmod(ours, about.st_mode & 0o777)
        finally:
            os.close(ours)
        return about.st_size
    finally:
        os.close(theirs)


def _copy_content(source: int, target: int) -> None:
    try:
        fcntl.ioctl(target, _FICLONE, source)
        return
    except OSError:
        pass
    try:
        while os.copy_file_range(source, target, _MOST):
            pass
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        while os.sendfile(target, source, None, _MOST):
            pass
