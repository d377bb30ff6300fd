"""Locks of an installation: on a version that runs, and on a folder that a process changes. Blocking.

The kernel releases them when the process ends, however it ends.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oro_framework.errors import Busy

__all__ = ("in_use", "locked")


@contextmanager
def in_use(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold a version's folder while it runs, or hold it alone; the kernel lets go when the process ends.

    Raises:
        OSError: it is held by others; `BlockingIOError` on Unix.
    """
    if sys.platform == "win32":  # Windows itself refuses to rename a folder from which a program runs
        yield
        return
    import fcntl

    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_NB | (fcntl.LOCK_EX if alone else fcntl.LOCK_SH))
        yield
    finally:
        os.close(fd)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, made if it is not there, until the block or the process ends.

    Raises:
        Busy: another process holds it.
        OSError: the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise Busy("Cannot update: another process is updating the app already") from error
    try:
        yield
    finally:
        lock.release()
