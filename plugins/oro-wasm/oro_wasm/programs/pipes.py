"""The three pipes of a guest: its ends, and ours."""

from __future__ import annotations

import os

import trio
from msgspec import Struct

from oro_framework.pipes import wide_pipe

__all__ = ("Ends", "opened")


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
            reader, writer = wide_pipe()
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
