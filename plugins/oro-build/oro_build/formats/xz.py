"""`XzWriter`: compresses what is written to it on all processors, to the same bytes on any number of them. Blocking."""

from __future__ import annotations

import io
import lzma
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ("XzWriter",)

_BLOCK = 24 << 20
"""Three times the dictionary of the preset, as `xz --threads` takes it."""
_PRESET = 6


class XzWriter(io.RawIOBase):
    """A file that is written from beginning to end.

    Each block becomes a stream of its own; readers of `.xz` take streams that follow one another as one.
    """

    def __init__(self, target: BinaryIO) -> None:
        workers = os.cpu_count() or 1
        self._target = target
        self._block = bytearray()
        self._pool = ThreadPoolExecutor(workers)
        self._waiting: deque[Future[bytes]] = deque()
        self._most = workers + 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._pool:
            if kind is None:
                self._flush()

    def write(self, data: ReadableBuffer, /) -> int:
        """Take bytes; wait where more blocks than processors are under way."""
        taken = memoryview(data).nbytes
        self._block += data
        while len(self._block) >= _BLOCK:
            self._begin(bytes(self._block[:_BLOCK]))
            del self._block[:_BLOCK]
        return taken

    def _begin(self, block: bytes) -> None:
        if len(self._waiting) == self._most:
            self._target.write(self._waiting.popleft().result())
        self._waiting.append(self._pool.submit(lzma.compress, block, preset=_PRESET))

    def _flush(self) -> None:
        self._begin(bytes(self._block))
        while self._waiting:
            self._target.write(self._waiting.popleft().result())
