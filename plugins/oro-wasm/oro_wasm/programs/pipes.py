"""The three pipes of a guest: its ends, and ours."""

from __future__ import annotations

import os
import sys

import trio
from msgspec import Struct

__all__ = ("ROOM", "Ends", "opened")

ROOM = 1 << 18
"""Bytes a pipe holds at most, and that are read at once."""


class Ends(Struct):
    """The two sides of a guest's pipes."""

    theirs: list[int]
    """Its standard input, output and error output."""
    ours: dict[int, trio.lowlevel.FdStream]
    """Where what it reads is written, and what it writes is read, by the number of its descriptor."""


def opened() -> Ends:
    """Open three pipes; the caller closes the guest's side once the guest has it.

    Raises:
        OSError: there are no descriptors left.
    """
    ends = Ends([], {})
    try:
        for number in range(3):
            reader, writer = os.pipe()
            _widen(reader)
            theirs, ours = (reader, writer) if number == 0 else (writer, reader)
            ends.theirs.append(theirs)
            ends.ours[number] = trio.lowlevel.FdStream(ours)
    except BaseException:
        for descriptor in ends.theirs:
            os.close(descriptor)
        for stream in ends.ours.values():
            stream.close()
        raise
    return ends


def _widen(descriptor: int) -> None:
    """Let a pipe hold more than the 64 KiB it is made with, where it can: so much is moved at once."""
    if sys.platform == "linux":
        import fcntl
        from contextlib import suppress

        # A user who has many large pipes gets no more of them.
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, ROOM)
