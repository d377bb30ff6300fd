"""A body that may be read more than once while it comes: written to a file that has no name, read by any number."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from oro_sw.answers.bodies import BLOCK, Body, cut_off

__all__ = ("Reading", "Spool")

T = TypeVar("T")
AHEAD = 4 << 20
"""Bytes that may come before the first of the readers wants them."""


class Spool:
    """Keeps a body in a file without a name while it comes. Loop thread.

    Writing waits for the quickest reader; the others read from the file.

    Args:
        given_up: called when the last reader is gone.
    """

    def __init__(self, given_up: Callable[[], None]) -> None:
        self._given_up = given_up
        self._file = tempfile.TemporaryFile(buffering=0, prefix="oro-sw-")  # noqa: SIM115 - the last reader closes it
        self._uses = 0
        self._length = 0
        self._ended = False
        self._whole = False
        self._changed = anyio.Event()
        self._readers: set[Reading] = set()

    def reader(self, at: int = 0) -> Reading:
        """Return one reader more; the first comes before anything is fed."""
        reader = Reading(self, at)
        self._readers.add(reader)
        return reader

    async def feed(self, chunk: bytes) -> None:
        """Pass a piece on.

        Raises:
            BrokenResourceError: there is no reader any more.
        """
        while self._readers and self._length - max(reader.at for reader in self._readers) >= AHEAD:
            await self._changed.wait()
        if not self._readers:
            raise anyio.BrokenResourceError
        await self._in_thread(self._file.write, chunk)
        self._length += len(chunk)
        self._tell()

    def finish(self) -> None:
        """End it as complete."""
        self._whole = True
        self.cut()

    def cut(self) -> None:
        """End it, complete or not."""
        self._ended = True
        self._tell()

    async def read(self, at: int) -> bytes:
        """Return the bytes that are there at an offset, or wait for them; empty at the end.

        Raises:
            WorkerGone: it was cut off there.
        """
        while at >= self._length:
            if self._ended and not self._whole:
                raise cut_off()
            if self._ended:
                return b""
            await self._changed.wait()
        return await self._in_thread(os.pread, self._file.fileno(), min(BLOCK, self._length - at), at)

    def moved(self) -> None:
        """Note that a reader got further."""
        self._tell()

    def left(self, reader: Reading) -> None:
        """Remove a reader."""
        if reader not in self._readers:
            return
        self._readers.remove(reader)
        self._tell()
        self._close()
        if not self._readers:
            self._given_up()

    async def _in_thread(self, function: Callable[..., T], *args: object) -> T:
        """Use the file, which stays open for as long."""
        self._uses += 1
        try:
            return await anyio.to_thread.run_sync(function, *args)
        finally:
            self._uses -= 1
            self._close()

    def _close(self) -> None:
        if not self._readers and not self._uses:
            self._file.close()

    def _tell(self) -> None:
        changed, self._changed = self._changed, anyio.Event()
        changed.set()


class Reading(Body):
    """One reader of a spool, from a place on."""

    def __init__(self, spool: Spool, at: int) -> None:
        self._spool = spool
        self.at = at
        """Bytes it has read."""

    async def __anext__(self) -> bytes:
        """Return the next piece.

        Raises:
            WorkerGone: it was cut off.
        """
        chunk = await self._spool.read(self.at)
        if not chunk:
            raise StopAsyncIteration
        self.at += len(chunk)
        self._spool.moved()
        return chunk

    def copy(self) -> Reading:
        """Return another reader that begins where this one is."""
        return self._spool.reader(self.at)

    def drop(self) -> None:
        """Read no more of it. Idempotent."""
        self._spool.left(self)
