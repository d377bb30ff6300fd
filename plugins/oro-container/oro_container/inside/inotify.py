"""Changes of folders, as inotify(7) tells them."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from typing import Final

__all__ = (
    "CREATED",
    "CHANGED",
    "GONE",
    "IS_FOLDER",
    "MOVED_FROM",
    "MOVED_TO",
    "OVERFLOW",
    "REMOVED",
    "Inotify",
)

CHANGED: Final = 0x2 | 0x4
"""Content, or properties."""
MOVED_FROM: Final = 0x40
MOVED_TO: Final = 0x80
CREATED: Final = 0x100
REMOVED: Final = 0x200
GONE: Final = 0x400 | 0x800
"""The watched folder or file itself was removed or moved."""
OVERFLOW: Final = 0x4000
IS_FOLDER: Final = 0x40000000
_ALL = CHANGED | MOVED_FROM | MOVED_TO | CREATED | REMOVED | GONE
_FOLDERS_ONLY = 0x01000000
_NO_LINKS = 0x02000000
_HEADER = struct.Struct("iIII")
_ROOM = 1 << 16

_libc = ctypes.CDLL(None, use_errno=True)


class Inotify:
    """Folders that are watched, by the numbers the kernel gives them."""

    def __init__(self) -> None:
        self._descriptor = _checked(_libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK), "")

    def fileno(self) -> int:
        return self._descriptor

    def add(self, path: str, *, folder: bool = True) -> int:
        """Watch a folder, which must be no link, or a file; return its number.

        Raises:
            OSError: ENOENT, ENOTDIR; ENOSPC, the system watches no more.
        """
        mask = _ALL | (_FOLDERS_ONLY | _NO_LINKS if folder else 0)
        return _checked(_libc.inotify_add_watch(self._descriptor, os.fsencode(path), mask), path)

    def remove(self, number: int) -> None:
        """Watch a folder no more; nothing happens where it has gone."""
        _libc.inotify_rm_watch(self._descriptor, number)

    def read(self) -> Iterator[tuple[int, int, int, str]]:
        """Yield the number, kinds, cookie and name of each change that waits."""
        try:
            data = os.read(self._descriptor, _ROOM)
        except BlockingIOError:
            return
        at = 0
        while at < len(data):
            number, mask, cookie, length = _HEADER.unpack_from(data, at)
            at += _HEADER.size
            name = data[at : at + length].rstrip(b"\0").decode("utf-8", "replace")
            at += length
            yield number, mask, cookie, name


def _checked(result: int, path: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return result
