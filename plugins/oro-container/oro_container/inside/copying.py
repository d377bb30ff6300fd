"""Copy folders that are handed over as descriptors: by reflink where the file system has it, else byte by byte."""

from __future__ import annotations

import errno
import fcntl
import os
import stat

__all__ = ("copy_tree",)

_FICLONE = 0x40049409
_MOST = 1 << 30
_BITS = 0o777


def copy_tree(source: int, target: str, *, mounted: bool = True, modes: bool = False) -> int:
    """Copy what is below a folder into a new one; return the bytes of its files.

    Nothing of the new one shares a file with the old one that a write could reach.

    Args:
        source: a descriptor of the folder.
        target: the path of the new one, whose parent exists.
        mounted: False leaves what is mounted below empty.
        modes: whether permission bits are those of the old one; else a file is only executable or not.

    Raises:
        OSError: EEXIST, there is something of that path.
    """
    os.mkdir(target)
    made = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        return _copy(source, made, "" if mounted else _mount_of(source), modes)
    finally:
        os.close(made)


def _mount_of(descriptor: int) -> str:
    """Return the id of the mount that a file is on."""
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
        return next(line for line in file if line.startswith("mnt_id:"))


def _copy(source: int, target: int, mount: str, modes: bool) -> int:
    copied = 0
    if mount and _mount_of(source) != mount:
        return copied
    with os.scandir(source) as found:
        for entry in found:
            if entry.is_symlink():
                os.symlink(os.readlink(entry.name, dir_fd=source), entry.name, dir_fd=target)
            elif entry.is_dir(follow_symlinks=False):
                copied += _copy_folder(source, target, entry.name, mount, modes)
            elif entry.is_file(follow_symlinks=False):
                copied += _copy_file(source, target, entry.name, modes)
    return copied


def _copy_folder(source: int, target: int, name: str, mount: str, modes: bool) -> int:
    os.mkdir(name, dir_fd=target)
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    theirs, ours = os.open(name, flags, dir_fd=source), os.open(name, flags, dir_fd=target)
    try:
        copied = _copy(theirs, ours, mount, modes)
        if modes:
            os.fchmod(ours, os.fstat(theirs).st_mode & _BITS)
        return copied
    finally:
        os.close(theirs)
        os.close(ours)


def _copy_file(source: int, target: int, name: str, modes: bool) -> int:
    # A program may put a pipe in place of a file, for which nothing is to wait.
    theirs = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=source)
    try:
        about = os.fstat(theirs)
        if not stat.S_ISREG(about.st_mode):
            return 0
        mode = about.st_mode & _BITS if modes else 0o755 if about.st_mode & stat.S_IXUSR else 0o644
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
