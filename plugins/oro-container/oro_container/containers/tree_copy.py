"""Copy a folder with all that is in it; no link of a program leads the copy elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

from oro_container.copying import copy_bytes, file_systems

__all__ = ("copy_beside", "copy_tree")

_DEPTH = 100
"""Folders within each other that are copied; each holds descriptors open meanwhile."""
_BITS = 0o777
"""Those of a mode that a copy keeps."""


def copy_tree(source: int, target: str) -> None:
    """Copy what is below a folder into a new one; what is mounted below is left empty.

    Nothing of the new one shares a file with the old one that a write could reach.

    Args:
        source: a descriptor of the folder.
        target: the path of the new one, whose parent exists.

    Raises:
        OSError: EEXIST, there is something of that path; ELOOP, folders are too deep within each other.
    """
    os.mkdir(target)
    made = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _copy(source, made, _mount_of(source), 0)
    finally:
        os.close(made)


def copy_beside(source: int, target: int) -> None:
    """Copy what is below a folder into another that has something already, which stays.

    Args:
        source: a descriptor of the folder.
        target: that of the other.

    Raises:
        OSError: it cannot be read or written.
    """
    with os.scandir(source) as found:
        for entry in found:
            try:
                there = os.stat(entry.name, dir_fd=target, follow_symlinks=False)
            except FileNotFoundError:
                _copy_entry(source, target, entry, "", 0)
                continue
            if stat.S_ISDIR(there.st_mode) and entry.is_dir(follow_symlinks=False):
                _in_folder(source, target, entry.name, copy_beside)


def _mount_of(descriptor: int) -> str:
    """Return the id of the mount that a file is on."""
    with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
        return next(line for line in file if line.startswith("mnt_id:"))


def _copy(source: int, target: int, mount: str, depth: int) -> None:
    if depth > _DEPTH:
        raise OSError(errno.ELOOP, "Too many folders within each other")
    if mount and _mount_of(source) != mount:
        return
    with os.scandir(source) as found:
        for entry in found:
            _copy_entry(source, target, entry, mount, depth)


def _copy_entry(source: int, target: int, entry: os.DirEntry[str], mount: str, depth: int) -> None:
    if entry.is_symlink():
        os.symlink(os.readlink(entry.name, dir_fd=source), entry.name, dir_fd=target)
    elif entry.is_dir(follow_symlinks=False):
        os.mkdir(entry.name, dir_fd=target)
        _in_folder(source, target, entry.name, lambda theirs, ours: _copy_below(theirs, ours, mount, depth + 1))
    elif entry.is_file(follow_symlinks=False):
        _copy_file(source, target, entry.name)


def _copy_below(source: int, target: int, mount: str, depth: int) -> None:
    _copy(source, target, mount, depth)
    os.fchmod(target, os.fstat(source).st_mode & _BITS)


def _in_folder(source: int, target: int, name: str, copy: Callable[[int, int], None]) -> None:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    theirs, ours = os.open(name, flags, dir_fd=source), os.open(name, flags, dir_fd=target)
    try:
        copy(theirs, ours)
    finally:
        os.close(theirs)
        os.close(ours)


def _copy_file(source: int, target: int, name: str) -> None:
    # A program may put a pipe in place of a file, for which nothing is to wait.
    theirs = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=source)
    try:
        about = os.fstat(theirs)
        if not stat.S_ISREG(about.st_mode):
            return
        mode = 0o755 if about.st_mode & stat.S_IXUSR else 0o644
        ours = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode, dir_fd=target)
        try:
            copy_bytes(theirs, ours, about.st_size, file_systems(theirs, ours))
            os.fchmod(ours, about.st_mode & _BITS)
        finally:
            os.close(ours)
    finally:
        os.close(theirs)
