"""A process of a container that the host started."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import trio

from oro_framework.errors import Closed
from oro_framework.pipes import ROOM

__all__ = ("Exit", "Process", "Size")

_TIOCSWINSZ = 0x5414


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a terminal, in characters."""

    columns: int = 80
    rows: int = 24


@dataclass(frozen=True, slots=True)
class Exit:
    """The end of a process."""

    code: int
    """As a shell says it: 128 and the number of the signal where one ended it."""
    signal: str = ""
    """The name of the signal that ended it, such as SIGKILL."""


class Process:
    """A process that runs, or has ended and still has to be read.

    Args:
        pid: its number in the container.
        argv: its program and arguments.
        input: where what it reads is written.
        outputs: where what it writes is read, by descriptor; 1 has both outputs where they are merged.
        terminal: the descriptor of its terminal; None where it has pipes.
    """

    def __init__(
        self,
        pid: int,
        argv: tuple[str, ...],
        input: trio.lowlevel.FdStream | None,
        outputs: dict[int, trio.lowlevel.FdStream],
        terminal: int | None,
    ) -> None:
        self.pid = pid
        self.argv = argv
        self.exit: Exit | None = None
        """None while it runs."""
        self._input = input
        self._outputs = outputs
        self._terminal = terminal
        self._ended = trio.Event()
        self._told = False
        self._writing = trio.Lock()

    @property
    def settled(self) -> bool:
        """Whether its end was told, and nothing of it is left to read."""
        return self._told and not self._outputs

    def ended(self, status: int) -> None:
        """Note its end, with the status that wait(2) gave."""
        code = os.waitstatus_to_exitcode(status)
        self.exit = Exit(code) if code >= 0 else Exit(128 - code, signal.Signals(-code).name)
        self._ended.set()

    async def wait(self) -> Exit:
        """Wait until it has ended; if cancelled, it runs on."""
        await self._ended.wait()
        assert self.exit is not None
        self._told = True
        return self.exit

    async def take(self, fd: int = 1) -> bytes:
        """Wait for what it and its descendants write next; empty at the end. If cancelled, nothing was taken."""
        stream = self._outputs.get(fd)
        if stream is None:
            return b""
        try:
            data = bytes(await stream.receive_some(ROOM))
            if self._terminal is not None and data:
                data += _more(self._terminal, ROOM - len(data))
        except (OSError, trio.ClosedResourceError, trio.BrokenResourceError):
            # A terminal whose other end is closed by all says EIO.
            data = b""
        if not data:
            await self.shut(fd)
        return data

    async def read(self, fd: int = 1) -> AsyncGenerator[bytes, None]:
        """Yield what it and its descendants write until all have closed it."""
        try:
            while data := await self.take(fd):
                yield data
        finally:
            await self.shut(fd)

    async def write(self, data: bytes) -> None:
        """Write to its input, in the order of the calls; wait until it has been taken.

        If cancelled, part of it may have been written.

        Raises:
            Closed: it reads no more.
        """
        async with self._writing:
            if self._input is None:
                raise Closed(f"Cannot write to process {self.pid}: its input has ended")
            try:
                await self._input.send_all(data)
            except (OSError, trio.ClosedResourceError, trio.BrokenResourceError):
                raise Closed(f"Cannot write to process {self.pid}: it reads no more") from None

    async def end_input(self) -> None:
        """End its input: close the pipe, or type Ctrl-D."""
        if self._terminal is not None and self.exit is None:
            await self.write(b"\x04")
            return
        async with self._writing:
            if self._input is not None and self._terminal is None:
                await self._input.aclose()
            self._input = None

    def resize(self, size: Size) -> None:
        """Set the size of its terminal, of which it is told by SIGWINCH; without a terminal nothing happens."""
        if self._terminal is not None and sys.platform == "linux" and self.exit is None:
            fcntl.ioctl(self._terminal, _TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))

    async def shut(self, fd: int) -> None:
        """Close an output, if it is open."""
        if (stream := self._outputs.pop(fd, None)) is not None:
            if self._terminal is not None:
                self._terminal = None
                self._input = None
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(stream)

    async def aclose(self) -> None:
        """Close its input and outputs."""
        for fd in list(self._outputs):
            await self.shut(fd)
        if self._input is not None:
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(self._input)
            self._input = None


def _more(terminal: int, room: int) -> bytes:
    """Return what waits in a terminal, which gives 4 KiB at once however much it has."""
    pieces: list[bytes] = []
    while room > 0:
        try:
            piece = os.read(terminal, room)
        except OSError:
            # Nothing waits, or all have closed it, of which the next reader is told.
            break
        if not piece:
            break
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)
