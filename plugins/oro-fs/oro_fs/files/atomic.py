"""Replacing a file in one step: a reader finds the old contents or the new, after a crash too. Blocking.

It is `oro_framework.atomic` within the sandbox. What a process that is killed leaves beside a file goes when a later
one first replaces a file of that folder.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress

from oro_framework.atomic import replacing, sweep
from oro_fs.files.operations import Files
from oro_fs.files.transfer import write_all
from oro_fs.sandbox.roots import Place

__all__ = ("replace",)

_LOOKS = 8
_swept: set[tuple[int, int]] = set()
"""Folders that were looked through, by device and inode."""


def replace(files: Files, place: Place, placed: Callable[[str], Place], mode: int, body: bytes) -> int:
    """Replace the contents of a file, or make it; return how many bytes it has.

    Permission bits stay, and the owner where this process may give files away; other names of the same inode keep the
    old contents. A symbolic link stays, and what it names is replaced.

    Args:
        placed: finds the place of a path; what a link names is found by it.
        mode: permission bits of a file that is made, before the umask.

    Raises:
        SecurityError: it leaves the sandbox, is a special file, or has several names where that is forbidden.
        OSError: the kernel refused; the file is as it was, and nothing is left beside it.
    """
    old = _existing(files, place)
    if old is not None and _is_link(files, place):
        place = placed(os.fsdecode(_behind(files, place)))
    with files.named(place) as (folder, name):
        _sweep_once(folder)
        with replacing(name, mode & 0o7777 if old is None else 0o600, folder) as fd:
            if old is not None:
                _as_before(fd, old)
            write_all(fd, body)
    return len(body)


def _existing(files: Files, place: Place) -> os.stat_result | None:
    """Return what is known of the file, or None when there is none; raise unless it may be written."""
    try:
        with files.pinned(place) as pin:
            files.vet(place, pin)
            status = os.fstat(pin)
    except FileNotFoundError:
        if _is_link(files, place):
            raise
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    files.access(place, os.W_OK)
    return status


def _is_link(files: Files, place: Place) -> bool:
    """Tell whether a link lies there; one that names nothing is not made a file of."""
    try:
        with files.pinned(place, follow=False) as pin:
            return stat.S_ISLNK(os.fstat(pin).st_mode)
    except FileNotFoundError:
        return False


def _behind(files: Files, place: Place) -> bytes:
    """Return the path of what a link names; it may be replaced at this very moment, and then is looked at again."""
    for _ in range(_LOOKS):
        with suppress(FileNotFoundError):
            return files.realpath(place)
    return files.realpath(place)


def _as_before(fd: int, old: os.stat_result) -> None:
    new = os.fstat(fd)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        with suppress(PermissionError):
            os.fchown(fd, old.st_uid, old.st_gid)
    os.fchmod(fd, stat.S_IMODE(old.st_mode))


def _sweep_once(folder: int) -> None:
    """Remove what killed processes left in a folder, the first time this process comes there: it has to be listed."""
    status = os.fstat(folder)
    if (known := (status.st_dev, status.st_ino)) not in _swept:
        _swept.add(known)
        fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
        try:
            sweep(fd)
        finally:
            os.close(fd)
