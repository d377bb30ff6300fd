"""Pipes that hold more than the 64 KiB they are made with, as so much is moved at once."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

__all__ = ("ROOM", "wide_pipe")

ROOM = 1 << 18
"""Bytes a pipe between the host and another process holds at most."""


def wide_pipe(room: int = ROOM) -> tuple[int, int]:
    """Return the two ends of a new pipe, for reading and for writing; other programs do not inherit them.

    Args:
        room: bytes it holds at most, where the system lets a pipe be enlarged.

    Raises:
        OSError: there are no descriptors left.
    """
    reader, writer = os.pipe()
    if sys.platform == "linux":
        import fcntl  # Unix alone has it

        with suppress(OSError):  # a user who has many large pipes gets no more of them
            fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, room)
    return reader, writer
