"""A process of a container that the host started."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
from dataclasses import dataclass

import trio

from oro_framework.pipes import ROOM
from oro_framework.program_streams import ProgramStreams

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


class Process(ProgramStreams):
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
        super().__init__(f"process {pid}", input, outputs)
        self.pid = pid
        self.argv = argv
        self.exit: Exit | None = None
        """None while it runs."""
        self._terminal = terminal
        self._ended = trio.Event()
        self._told = False

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

    async def end_input(self) -> None:
        """End its input: close the pipe, or type Ctrl-D."""
        if self._terminal is not None and self.exit is None:
            await self.write(b"\x04")
            return
        await super().end_input()

    def resize(self, size: Size) -> None:
        """Set the size of its terminal, of which it is told by SIGWINCH; without a terminal nothing happens."""
        if self._terminal is not None and sys.platform == "linux" and self.exit is None:
            fcntl.ioctl(self._terminal, _TIOCSWINSZ, struct.pack("HHHH", size.rows, size.columns, 0, 0))

    async def shut(self, fd: int) -> None:
        """Close its input, which is 0, or an output, if it is open; those of a terminal are one."""
        if self._terminal is not None and fd == 0:
            self._input = None
            return
        if self._terminal is not None and fd in self._outputs:
            self._input = self._terminal = None
        await super().shut(fd)

    async def _received(self, stream: trio.lowlevel.FdStream) -> bytes:
        data = await super()._received(stream)
        return data + _more(self._terminal, ROOM - len(data)) if self._terminal is not None and data else data


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
