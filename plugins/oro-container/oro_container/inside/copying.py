"""Copy folders that are handed over as descriptors: by reflink where the file system has it, else byte by byte."""

from __future__ import annotations

import fcntl
import os
import stat

__all__ = ("copy_tree",)

_FICLONE = 0x40049409
_MOST = 1 << 30


def copy_tree(source: int, target: str) -> int:
    """Copy what is below a folder into a new one; return the bytes of its files.

    Nothing of the new one shares a file with the old one that a write could reach.

    Args:
        source: a descriptor of the folder.
        target: the path of the new one, whose parent exists.

    Raises:
        OSError: EEXIST, there is something of that path.
    """
    os.mkdir(target)
    made = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return _copy(source, made)
    finally:
        os.close(made)


def _copy(source: int, target: int) -> int:
    copied = 0
    with os.scandir(source) as found:
        for entry in found:
            if entry.is_symlink():
                os.symlink(os.readlink(entry.name, dir_fd=source), entry.name, dir_fd=target)
            elif entry.is_dir():
                copied += _copy_folder(source, target, entry.name)
            elif entry.is_file():
                copied += _copy_file(source, target, entry.name)
    return copied


def _copy_folder(source: int, target: int, name: str) -> int:
    os.mkdir(name, dir_fd=target)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    theirs, ours = os.open(name, flags, dir_fd=source), os.open(name, flags, dir_fd=target)
    try:
        return _copy(theirs, ours)
    finally:
        os.close(theirs)
        os.close(ours)


def _copy_file(source: int, target: int, name: str) -> int:
    theirs = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=source)
    try:
        about = os.fstat(theirs)
        mode = 0o755 if about.st_mode & stat.S_IXUSR else 0o644
        ours = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode, dir_fd=target)
        try:
            _copy_content(theirs, ours)
        finally:
            os.close(ours)
        return about.st_size
    finally:
        os.close(theirs)


def _copy_content(source: int, target: int) -> None:
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError:
        while os.copy_file_range(source, target, _MOST):
            pass
