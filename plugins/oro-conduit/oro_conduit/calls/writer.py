"""The open end of an answer: what a handler writes, and files."""

from __future__ import annotations

from typing import Protocol

import trio

from oro_conduit.calls.file_blocks import BLOCK, read_block
from oro_conduit.calls.page_call import PageCall
from oro_framework.errors import Closed, OroError
from oro_framework.requests import FileSlice

__all__ = ("FileSender", "Streams", "Writer")


class Streams(Protocol):
    """A connection, as its writers see it."""

    async def write(self, stream: int, data: bytes) -> None:
        """Queue body bytes of a stream and wait until it has room for more."""
        ...

    def finish(self, stream: int, error: OroError | None = None) -> None:
        """End a stream, well or with an error."""
        ...


class Writer:
    """The open end of a streamed answer (`BodyWriter`)."""

    __slots__ = ("_connection", "_stream")

    def __init__(self, connection: Streams, stream: int) -> None:
        self._connection = connection
        self._stream = stream

    async def write(self, chunk: bytes) -> None:
        """Queue a chunk and wait until the stream has room; see `Connection.write`."""
        await self._connection.write(self._stream, chunk)

    def close(self) -> None:
        """End the body."""
        self._connection.finish(self._stream)

    def abort(self) -> None:
        """Break the body off."""
        self._connection.finish(self._stream, _CutOff("Cannot read the rest: the answer broke off"))


class FileSender:
    """A file on its way to a page, read as the page takes it.

    Args:
        call: whose answer it is; it holds the file until the page has it.
        writer: where it goes.
    """

    def __init__(self, call: PageCall, writer: Writer) -> None:
        self._call = call
        self._writer = writer
        call.reading = self._scope = trio.CancelScope()

    async def run(self, file: FileSlice) -> None:
        """Send the file; ends early when the page gave it up.

        Raises:
            OSError: it cannot be read; the answer was broken off.
        """
        try:
            with self._scope:
                await self._copy(file)
        except Closed:
            pass
        except OSError:
            self._writer.abort()
            raise
        finally:
            self._call.reading = None
            if self._call.lost:
                self._call.close()

    async def _copy(self, file: FileSlice) -> None:
        at, end = file.offset, file.offset + file.length
        while at < end and (block := await read_block(file.fd, min(BLOCK, end - at), at)):
            at += len(block)
            await self._writer.write(block)
        if at == end:
            self._writer.close()
        else:
            self._writer.abort()


class _CutOff(OroError):
    code = "ERR_CUT_OFF"
    type = "NetworkError"
