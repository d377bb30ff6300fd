"""Replaces files atomically: a reader finds the old contents or the new ones, even after a crash. Blocking.

Rules
1. New contents are written to `.NAME.HEX.oro-new` beside the file, synced to the disk, and renamed to the file's
   name; then the folder is synced. A process that is killed earlier leaves that file behind, and the old one intact.
2. A writer locks the new file, and the kernel releases the lock when the process ends, however it ends. A file whose
   lock is free was left behind, and `sweep` removes it; a file that another process is writing stays.
3. A folder can be named and locked in the same way, for unfinished files that are needed for longer
   (`TemporaryFolder`).

Windows has no such locks: nothing is swept there.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ("TemporaryFolder", "replace_file", "replacing", "sweep", "sync_folder")

_NAMED = re.compile(r"\..+\.[0-9a-f]{16}\.oro-new", re.DOTALL)
_LONGEST = 200
"""Bytes of the file's name at the beginning of the new name, of which file systems allow 255 bytes."""
_TRIES = 8


def replace_file(path: Path, content: bytes, mode: int | None = None) -> os.stat_result:
    """Replace the contents of a file, or make the file, and return its `stat`; sweep its folder first.

    A symbolic link stays, and its target is replaced.

    Args:
        path: the file.
        content: its new contents.
        mode: permission bits; None keeps those of the file, or gives a new file those of the umask.

    Raises:
        OSError: the file cannot be written; it is unchanged, and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))
    sweep(target.parent)
    if mode is None:
        with suppress(FileNotFoundError):
            mode = stat.S_IMODE(target.stat().st_mode)
    with replacing(os.fsencode(target), 0o666 if mode is None else 0o600) as fd:
        if mode is not None:
            os.chmod(fd, mode)
        with open(fd, "wb", closefd=False) as file:
            file.write(content)
        found = os.fstat(fd)
    return found


@contextmanager
def replacing(path: bytes, mode: int, folder: int | None = None) -> Iterator[int]:
    """Give a descriptor for new contents, which replace the file when the block ends without an error.

    Args:
        path: the file; no link is followed.
        mode: permission bits of the new contents, less the umask.
        folder: descriptor of the folder in which `path` is a name; None when `path` is a whole path.

    Raises:
        OSError: the file cannot be replaced; it is unchanged, and nothing is left beside it.
    """
    new, fd = _new_file(path, mode, folder)
    try:
        try:
            yield fd
            os.fsync(fd)
            os.replace(new, path, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with suppress(OSError):
                os.unlink(new, dir_fd=folder)
            raise
    finally:
        os.close(fd)
    sync_folder(os.path.dirname(path) or b".", folder)


def sweep(folder: Path | int) -> None:
    """Remove what processes that have ended left in a folder, which need not exist.

    Args:
        folder: its path or a descriptor of it.
    """
    if sys.platform == "win32":
        return
    at = folder if isinstance(folder, int) else None
    with suppress(OSError):
        for name in os.listdir(folder):
            if _NAMED.fullmatch(name):
                with suppress(OSError):
                    _remove_left(name if isinstance(folder, int) else os.path.join(folder, name), at)


class TemporaryFolder:
    """A folder for unfinished files inside another, removed when the process has ended.

    Args:
        parent: the folder to make it in; finished files can be renamed into it in one step.
        name: its purpose, which becomes part of its name.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self, parent: Path, name: str) -> None:
        for _ in range(_TRIES):
            self.path = Path(os.fsdecode(_named(os.fsencode(parent / name))))
            self.path.mkdir(0o700)
            self._fd = -1 if sys.platform == "win32" else os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            if self._fd < 0 or _ours(self._fd):
                return
            os.close(self._fd)
        raise FileExistsError(f'Cannot work in "{parent}": another program removes what is made there')

    def remove(self) -> None:
        """Remove the folder with everything in it. Idempotent."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def sync_folder(path: bytes, folder: int | None = None) -> None:
    """Sync the names in a folder to the disk; does nothing on file systems that cannot."""
    if sys.platform == "win32":
        return
    fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=folder)
    try:
        with suppress(OSError):
            os.fsync(fd)
    finally:
        os.close(fd)


def _named(path: bytes) -> bytes:
    folder, name = os.path.split(path)
    return os.path.join(folder, b".%s.%s.oro-new" % (name[:_LONGEST], os.urandom(8).hex().encode()))


def _new_file(path: bytes, mode: int, folder: int | None) -> tuple[bytes, int]:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    for _ in range(_TRIES):
        new = _named(path)
        fd = os.open(new, flags, mode, dir_fd=folder)
        if _ours(fd):
            return new, fd
        os.close(fd)
    raise FileExistsError(f'Cannot write beside "{os.fsdecode(path)}": another program removes what is made there')


def _ours(fd: int) -> bool:
    """Lock a new file or folder; return False when a sweep got to it first and removes it."""
    try:
        return _lock(fd) and os.fstat(fd).st_nlink > 0
    except OSError:
        return True  # a file system without locks, where nothing is swept


def _remove_left(path: str, folder: int | None) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        kind = os.fstat(fd).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)) or not _lock(fd):
            return
        if stat.S_ISDIR(kind):
            shutil.rmtree(path, ignore_errors=True, dir_fd=folder)
        else:
            os.unlink(path, dir_fd=folder)
    finally:
        os.close(fd)


def _lock(fd: int) -> bool:
    """Take the lock, or return False when another process holds it.

    Raises:
        OSError: the file system has no locks.
    """
    if sys.platform == "win32":
        raise OSError("Windows locks no files that are to be replaced")
    import fcntl  # Unix alone has it

    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
