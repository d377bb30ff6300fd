"""Moving bytes from one open file to another, without a page in between. Blocking."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable

__all__ = ("pipe",)

_PIECE = 4 << 20
_CARRIED = 1 << 20


def pipe(source: int, target: int, size: int, offset: int, place: int, check: Callable[[], None]) -> int:
    """Write up to `size` bytes of `source` at `offset` to `target`; return how many there were, zero at the end.

    Args:
        place: where in `target`; negative means where the last write ended.
        check: called between pieces; what it raises stops this.

    Raises:
        OSError: nothing was moved: a refusal of the kernel, or EINVAL unless these are two files and `source` has a
            place for every byte.
    """
    status = os.fstat(source)
    if not stat.S_ISREG(status.st_mode) or os.path.samestat(status, os.fstat(target)):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
    move, moved = _in_kernel if hasattr(os, "copy_file_range") else _carried, 0
    while moved < size:
        check()
        at = place if place < 0 else place + moved
        try:
            count = move(source, target, min(_PIECE, size - moved), offset + moved, at)
        except OSError:
            if move is not _carried:
                move = _carried
                continue
            if moved:
                return moved
            raise
        if count == 0 and move is not _carried:
            # Files that the kernel makes up as they are read look empty to it.
            move = _carried
        elif count == 0:
            break
        moved += count
    return moved


def _in_kernel(source: int, target: int, size: int, offset: int, place: int) -> int:
    return os.copy_file_range(source, target, size, offset, None if place < 0 else place)


def _carried(source: int, target: int, size: int, offset: int, place: int) -> int:
    data = os.pread(source, min(size, _CARRIED), offset)
    if not data:
        return 0
    return os.write(target, data) if place < 0 else os.pwrite(target, data, place)
