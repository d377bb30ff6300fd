"""`Pipes`, the standard input and outputs of a process that has no terminal."""

from __future__ import annotations

import os
from collections.abc import Collection

import trio

from oro_framework.pipes import wide_pipe

__all__ = ("Pipes",)


class Pipes:
    """The ends that a process gets, which the caller closes, and ours.

    Args:
        merged: whether its error output goes where its output goes.
        discarded: of 0, 1 and 2, those that are `/dev/null`.

    Raises:
        OSError: there are no descriptors left.
    """

    def __init__(self, merged: bool, discarded: Collection[int]) -> None:
        self.theirs: list[int] = []
        self.input: trio.lowlevel.FdStream | None = None
        self.outputs: dict[int, trio.lowlevel.FdStream] = {}
        try:
            for number in range(3):
                self.theirs.append(self._opened(number, merged, discarded))
        except BaseException:
            self.close()
            for descriptor in set(self.theirs):
                os.close(descriptor)
            raise

    def _opened(self, number: int, merged: bool, discarded: Collection[int]) -> int:
        if number in discarded:
            return os.open(os.devnull, os.O_RDWR)
        if number == 0:
            reader, writer = wide_pipe()
            self.input = trio.lowlevel.FdStream(writer)
            return reader
        if number == 2 and merged and 1 not in discarded:
            return self.theirs[1]
        reader, writer = wide_pipe()
        self.outputs[number] = trio.lowlevel.FdStream(reader)
        return writer

    def close(self) -> None:
        """Close our ends."""
        if self.input is not None:
            self.input.close()
        for stream in self.outputs.values():
            stream.close()
