"""Reading an open file for a page, without waiting where the kernel has the bytes in memory."""

from __future__ import annotations

import os

import trio

__all__ = ("BLOCK", "read_block")

BLOCK = 256 * 1024


async def read_block(fd: int, size: int, offset: int) -> bytes:
    """Read up to `size` bytes at an offset, in a thread if they must come from a disk; empty at the end.

    If cancelled, the thread is waited for.
    """
    if hasattr(os, "RWF_NOWAIT"):
        buffer = bytearray(size)
        try:
            count = os.preadv(fd, [buffer], offset, os.RWF_NOWAIT)
        except OSError:
            count = -1
        if count >= 0:
            return bytes(buffer[:count]) if count < size else bytes(buffer)
    return await trio.to_thread.run_sync(os.pread, fd, size, offset)
