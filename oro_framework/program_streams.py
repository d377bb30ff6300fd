"""`ProgramStreams`, the host's ends of a program's standard input and outputs."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress

import trio

from oro_framework.errors import Closed
from oro_framework.pipes import ROOM

__all__ = ("ProgramStreams",)


class ProgramStreams:
    """Reads and writes a program.

    Args:
        title: of the program, for messages, such as `process 7`.
        input: where what it reads is written.
        outputs: where what it writes is read, by descriptor.
    """

    def __init__(
        self, title: str, input: trio.lowlevel.FdStream | None, outputs: dict[int, trio.lowlevel.FdStream]
    ) -> None:
        self._title = title
        self._input = input
        self._outputs = outputs
        self._writing = trio.Lock()

    async def take(self, fd: int = 1) -> bytes:
        """Wait for what it writes next; empty once all have closed it. If cancelled, nothing was taken.

        Args:
            fd: 1 or 2.
        """
        stream = self._outputs.get(fd)
        if stream is None:
            return b""
        try:
            data = await self._received(stream)
        except (OSError, trio.ClosedResourceError, trio.BrokenResourceError):
            # A terminal whose other end is closed by all says EIO.
            data = b""
        if not data:
            await self.shut(fd)
        return data

    async def read(self, fd: int = 1) -> AsyncGenerator[bytes, None]:
        """Yield what it writes until all have closed it; then, or when the iterator is closed, the output is closed."""
        try:
            while data := await self.take(fd):
                yield data
        finally:
            await self.shut(fd)

    async def write(self, data: bytes) -> None:
        """Write to its input, in the order of the calls; wait until the bytes have been taken.

        If cancelled, part of them may have been written.

        Raises:
            Closed: it reads no more, or its input was ended.
        """
        async with self._writing:
            if self._input is None:
                raise Closed(f"Cannot write to {self._title}: its input has ended")
            try:
                await self._input.send_all(data)
            except (OSError, trio.ClosedResourceError, trio.BrokenResourceError):
                raise Closed(f"Cannot write to {self._title}: it reads no more") from None

    async def end_input(self) -> None:
        """Tell it that nothing more will be written, after what is being written."""
        async with self._writing:
            await self.shut(0)

    async def shut(self, fd: int) -> None:
        """Close its input, which is 0, or an output, if it is open."""
        if fd == 0:
            stream, self._input = self._input, None
        else:
            stream = self._outputs.pop(fd, None)
        if stream is not None:
            with trio.CancelScope(shield=True), suppress(OSError):
                await trio.aclose_forcefully(stream)

    async def aclose(self) -> None:
        """Close its input and outputs."""
        for fd in (*self._outputs, 0):
            await self.shut(fd)

    async def _received(self, stream: trio.lowlevel.FdStream) -> bytes:
        """Return what an output has next."""
        return bytes(await stream.receive_some(ROOM))
