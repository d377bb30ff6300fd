"""Copy what is in files: by sharing blocks where the file system can, in the kernel, or byte by byte."""

from __future__ import annotations

import errno
import fcntl
import os
import sys

__all__ = ("copy_bytes", "file_systems")

_FICLONE = 0x40049409
_SMALL = 128 << 10
"""Bytes up to which reading and writing is quicker than asking the kernel to copy."""
_PIECE = 1 << 20
_CANNOT = frozenset((errno.ENOTSUP, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTTY, errno.EPERM))
_without_clones: set[tuple[int, int]] = set()
"""Pairs of file systems that share no blocks."""


def file_systems(source: int, target: int) -> tuple[int, int]:
    """Return the numbers of the file systems that two descriptors are on."""
    return os.fstat(source).st_dev, os.fstat(target).st_dev


def copy_bytes(source: int, target: int, size: int, pair: tuple[int, int]) -> int:
    """Copy a file into an empty one; return how many bytes were copied.

    Args:
        source: a descriptor of the file.
        target: a descriptor of the empty one.
        size: its bytes.
        pair: the file systems of the two.

    Raises:
        OSError: it cannot be read, or written.
    """
    if not size or _cloned(source, target, pair):
        return size
    if sys.platform == "linux" and size > _SMALL and os.fstat(source).st_blocks * 512 < size:
        return _copied_with_holes(source, target, size)
    copied = _copied_in_kernel(source, target, size) if size > _SMALL else 0
    while copied < size and (piece := os.read(source, min(size - copied, _PIECE))):
        copied += len(piece)
        view = memoryview(piece)
        while view:
            view = view[os.write(target, view) :]
    return copied


def _cloned(source: int, target: int, pair: tuple[int, int]) -> bool:
    if sys.platform != "linux" or pair in _without_clones:
        return False
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        _without_clones.add(pair)
        return False
    return True


def _copied_with_holes(source: int, target: int, size: int) -> int:
    """Copy what a file has; where it has nothing, and takes no room, the copy takes none."""
    at = 0
    while at < size:
        try:
            at = os.lseek(source, at, os.SEEK_DATA)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            break
        end = min(os.lseek(source, at, os.SEEK_HOLE), size)
        os.lseek(source, at, os.SEEK_SET)
        os.lseek(target, at, os.SEEK_SET)
        while at < end and (piece := os.read(source, min(end - at, _PIECE))):
            at += len(piece)
            view = memoryview(piece)
            while view:
                view = view[os.write(target, view) :]
        if at < end:
            # It was made shorter meanwhile.
            return at
    os.ftruncate(target, size)
    return size


def _copied_in_kernel(source: int, target: int, size: int) -> int:
    copied = 0
    if sys.platform == "linux":
        try:
            while copied < size and (some := os.copy_file_range(source, target, size - copied)):
                copied += some
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
    return copied
