"""Write a body from the loop thread into a pipe that WebKit reads.

WebKit reads on the GUI thread, 8 KiB at a time. So nothing here may run on the GUI thread: a write into
a full pipe would wait for a reader that waits for the write
(docs/explanation/engines.md#pipes-and-webkitgtk).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import trio

from oro_framework.errors import Closed
from oro_framework.host.requests.reply import FileSlice
from oro_framework.pipes import wide_pipe

__all__ = ("PipeWriter", "UnreadBody", "open_pipe", "pump")

PIPE_SIZE = 1 << 20
FAIR = 1 << 16
"""Bytes written without waiting after which other tasks get a turn."""
UNREAD = 1 << 20
"""Bytes of a body that none reads after which its writer is told."""


def open_pipe() -> tuple[int, int]:
    """Return the ends of a pipe, as large as the kernel grants; the write end never blocks."""
    reader, writer = wide_pipe(PIPE_SIZE)
    os.set_blocking(writer, False)
    return reader, writer


class PipeWriter:
    """A `BodyWriter` over a pipe. Loop thread.

    Args:
        fd: the write end; closed by the writer.
        failed: called by `abort` before the pipe ends, so that the engine can be told of the failure.
    """

    __slots__ = ("_failed", "_fd", "_owed")

    def __init__(self, fd: int, failed: Callable[[], None]) -> None:
        self._fd = fd
        self._failed = failed
        self._owed = 0

    @property
    def closed(self) -> bool:
        return self._fd < 0

    async def write(self, chunk: bytes) -> None:
        """Write all of `chunk`; waits while the pipe is full.

        Raises:
            Closed: the page went away, or the body was ended. If cancelled, part may have been written.
        """
        await trio.lowlevel.checkpoint_if_cancelled()
        rest = memoryview(chunk)
        while rest:
            try:
                written = os.write(self._fd, rest)
            except BlockingIOError:
                await self._room()
                continue
            except OSError as error:
                raise Closed("Cannot write: the page stopped reading") from error
            rest = rest[written:]
        self._owed += len(chunk)
        if self._owed >= FAIR:
            self._owed = 0
            await trio.lowlevel.checkpoint()

    async def _room(self) -> None:
        try:
            await trio.lowlevel.wait_writable(self._fd)
        except (trio.ClosedResourceError, OSError, ValueError) as error:
            raise Closed("Cannot write: the page stopped reading") from error

    def close(self) -> None:
        """End the body normally; idempotent, never blocks."""
        if self._fd >= 0:
            fd, self._fd = self._fd, -1
            trio.lowlevel.notify_closing(fd)
            os.close(fd)

    def abort(self) -> None:
        """End the body with an error; a page that reads it sees its read fail."""
        if self._fd >= 0:
            self._failed()
            self.close()


class UnreadBody:
    """A `BodyWriter` for what comes with a redirect that is followed: its writer may finish its work. Loop thread."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken = 0

    async def write(self, chunk: bytes) -> None:
        """Take a chunk.

        Raises:
            Closed: too much came.
        """
        await trio.lowlevel.checkpoint()
        self._taken += len(chunk)
        if self._taken > UNREAD:
            raise Closed("Cannot write: the page follows the redirect and reads no more of this")

    def close(self) -> None:
        """End the body."""

    def abort(self) -> None:
        """End the body; the page sees what the redirect leads to."""


def pump(file: FileSlice, writer: int) -> None:
    """Move a slice into a pipe in the kernel, then close both. On a worker thread; ends once the reader is gone."""
    try:
        os.set_blocking(writer, True)
        offset, left = file.offset, file.length
        while left > 0 and (sent := os.sendfile(writer, file.fd, offset, min(left, PIPE_SIZE))):
            offset, left = offset + sent, left - sent
    except OSError:
        pass  # the page went away, or the file can no longer be read: either way the body ends here
    finally:
        os.close(writer)
        os.close(file.fd)
