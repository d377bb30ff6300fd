"""An answer that code in this process reads piece by piece, where no engine carries the request."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import trio

from oro_framework.errors import Closed
from oro_framework.host.requests.reply import FileSlice, Head

__all__ = ("MemoryReply",)

BLOCK = 256 * 1024


class _MemoryWriter:
    """The streamed body of a `MemoryReply`; `write` returns when the reader has taken the chunk."""

    def __init__(self, channel: trio.MemorySendChannel[bytes], reply: MemoryReply) -> None:
        self._channel = channel
        self._reply = reply

    async def write(self, chunk: bytes) -> None:
        try:
            await self._channel.send(chunk)
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Closed("Cannot write: the reader is gone") from error

    def close(self) -> None:
        self._channel.close()

    def abort(self) -> None:
        self._reply.aborted = True
        self._channel.close()


class MemoryReply:
    """A `Reply` to read from: await `head()`, then iterate over `body()`."""

    def __init__(self) -> None:
        self._arrived = trio.Event()
        self._head: Head | None = None
        self._whole = b""
        self._file: FileSlice | None = None
        self._channel: trio.MemoryReceiveChannel[bytes] | None = None
        self.aborted = False
        """Whether the body was cut off before its end."""

    def respond(self, head: Head, body: bytes) -> None:
        self._whole = body
        self._arrive(head)

    def respond_file(self, head: Head, file: FileSlice) -> None:
        self._file = file
        self._arrive(head)

    def stream(self, head: Head) -> _MemoryWriter:
        send, self._channel = trio.open_memory_channel[bytes](0)
        self._arrive(head)
        return _MemoryWriter(send, self)

    async def head(self) -> Head:
        """Wait for status and headers."""
        await self._arrived.wait()
        assert self._head is not None
        return self._head

    @property
    def length(self) -> int | None:
        """The number of body bytes left to read, once the head has arrived; None for a streamed body."""
        if self._file is not None:
            return self._file.length
        return len(self._whole) if self._channel is None else None

    async def read(self) -> bytes:
        """Return the next piece of the body, or empty bytes at its end.

        Raises:
            Closed: the body was cut off.
        """
        if self._file is not None:
            return await self._read_file(self._file)
        if self._channel is not None:
            try:
                return await self._channel.receive()
            except trio.EndOfChannel:
                if self.aborted:
                    raise Closed("Cannot read the rest: the body was cut off") from None
                return b""
        piece, self._whole = self._whole, b""
        return piece

    async def _read_file(self, file: FileSlice) -> bytes:
        piece = await trio.to_thread.run_sync(os.pread, file.fd, min(file.length, BLOCK), file.offset)
        if piece:
            self._file = FileSlice(file.fd, file.offset + len(piece), file.length - len(piece))
        else:
            self.close()
        return piece

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body piece by piece."""
        while piece := await self.read():
            yield piece

    def close(self) -> None:
        """Stop reading: later writes raise `Closed`, and an unread file is closed."""
        if self._channel is not None:
            self._channel.close()
        if self._file is not None:
            os.close(self._file.fd)
            self._file = None

    def _arrive(self, head: Head) -> None:
        self._head = head
        self._arrived.set()
