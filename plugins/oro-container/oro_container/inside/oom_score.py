"""Has the kernel end programs before anything else where memory is full."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from oro_container.inside import syscalls

__all__ = ("OomScore",)

_FIRST = b"1000"


class OomScore:
    """The score by which the kernel chooses what it ends; made before this process gives up writing it."""

    def __init__(self) -> None:
        with syscalls.shown():
            self._file = os.open("/proc/self/oom_score_adj", os.O_RDWR | os.O_CLOEXEC)
        self._own = os.pread(self._file, 16, 0)

    @contextmanager
    def of_programs(self) -> Iterator[None]:
        """Have what is forked meanwhile be ended first; it inherits what this process has."""
        self._write(_FIRST)
        try:
            yield
        finally:
            self._write(self._own)

    def _write(self, score: bytes) -> None:
        # It is a wish: memory is limited all the same.
        with suppress(OSError):
            os.pwrite(self._file, score, 0)
