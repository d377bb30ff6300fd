"""A log in a file that several processes append to, parted by size.

Rules
1. A record is one write to a file opened for appending, so that those of two processes do not mix.
2. When the file is larger than allowed, one process renames it to `NAME.1`, that to `NAME.2`, and so on, holding a lock
   of the folder; the others notice that theirs was renamed and open the new one.
3. Where it cannot be written, the app goes on; `failed` hears of it once, and each record tries again.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ("LogFile", "earlier")

LONGEST = 64 * 1024
"""Bytes of a record; the rest is cut off."""


def earlier(path: Path, number: int) -> Path:
    """Return the path of an earlier part: 1 is the last one before the present file."""
    return path.with_name(f"{path.name}.{number}")


class LogFile:
    """See the module. Not safe for threads: the caller holds a lock.

    Args:
        path: of the file; its folder is made, and only the user may read either.
        size: bytes after which a new file begins.
        keep: how many earlier ones stay.
        failed: called with the reason when it cannot be written, once.
    """

    def __init__(self, path: Path, *, size: int, keep: int, failed: Callable[[str], object]) -> None:
        self.path = path
        self._size, self._keep, self._failed = size, keep, failed
        self._fd = -1
        self._said = False

    def write(self, text: str) -> None:
        """Append a record."""
        data = text.encode("utf-8", "replace")
        if len(data) > LONGEST:
            data = data[:LONGEST].decode("utf-8", "ignore").encode() + b" [cut]\n"
        try:
            self._current(len(data))
            if os.write(self._fd, data) < len(data):
                raise OSError(None, "the disk is full")
        except OSError as error:
            self.close()
            if not self._said:
                self._said = True
                self._failed(error.strerror or str(error))

    def close(self) -> None:
        """Close the file; a later record opens it again."""
        if self._fd >= 0:
            with suppress(OSError):
                os.close(self._fd)
            self._fd = -1

    def _current(self, more: int) -> None:
        """Open the file unless it is open; begin a new one where this grows too large."""
        if self._fd >= 0 and not self._is_same():
            self.close()
        if self._fd < 0:
            self._open()
        if self._is_full(os.fstat(self._fd).st_size, more):
            self._part(more)

    def _is_full(self, size: int, more: int) -> bool:
        return size > 0 and size + more > self._size

    def _is_same(self) -> bool:
        try:
            return os.path.samestat(os.stat(self.path), os.fstat(self._fd))
        except FileNotFoundError:
            return False

    def _open(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        self._fd = os.open(self.path, flags, 0o600)

    def _part(self, more: int) -> None:
        with _locked(self.path.parent):
            if self._is_same() and self._is_full(os.fstat(self._fd).st_size, more):
                with suppress(OSError):  # Windows renames no file that another process has open: it grows on
                    self._rename()
        self.close()
        self._open()

    def _rename(self) -> None:
        if not self._keep:
            self.path.unlink()
            return
        for number in range(self._keep, 1, -1):
            with suppress(FileNotFoundError):
                os.replace(earlier(self.path, number - 1), earlier(self.path, number))
        os.replace(self.path, earlier(self.path, 1))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl  # Unix alone has it

    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)
