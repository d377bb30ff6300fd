"""Ends of streams, as processes hold them by number: of pipes, files, terminals and nothing.

An end may be held by several processes, as those of a shell's children are; `dup()` counts one holder more and the
last `close()` closes what is behind.
"""

from __future__ import annotations

from collections.abc import Callable

from ..layers import FileSystem
from ..tasks.scheduler import suspended
from ..terminals.terminal import Terminal
from .pipe import BrokenPipe, Pipe

__all__ = (
    "BrokenPipe",
    "End",
    "FileReader",
    "FileWriter",
    "Nothing",
    "PipeReader",
    "PipeWriter",
    "TerminalEnd",
    "Wrong",
)


class Wrong(Exception):
    """The end cannot be used that way."""


class End:
    """One end of a stream."""

    terminal: Terminal | None = None

    def __init__(self) -> None:
        self._holders = 1

    def dup(self) -> End:
        """Count one holder more, and return it."""
        self._holders += 1
        return self

    def close(self) -> None:
        """Count one holder less; the last one closes what is behind."""
        self._holders -= 1
        if not self._holders:
            self._close()

    async def read(self, limit: int) -> bytes:
        """Return at most so many bytes, waiting for the first; `b""` at the end."""
        raise Wrong("it is not open for reading")

    async def write(self, data: bytes) -> None:
        """Write all of the bytes, waiting for room.

        Raises:
            BrokenPipe: no reader is left.
        """
        raise Wrong("it is not open for writing")

    def _close(self) -> None:
        pass


class Nothing(End):
    """`/dev/null`."""

    async def read(self, limit: int) -> bytes:
        """Return the end."""
        return b""

    async def write(self, data: bytes) -> None:
        """Drop the bytes."""


class PipeReader(End):
    """The end of a pipe that is read."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self.pipe = pipe
        pipe.add_reader()

    async def read(self, limit: int) -> bytes:
        """Return bytes, waiting for the first; `b""` at the end."""
        while (data := self.pipe.read(limit)) is None:
            await suspended(self.pipe.when_readable)
        return data

    def _close(self) -> None:
        self.pipe.close_reader()


class PipeWriter(End):
    """The end of a pipe that is written."""

    def __init__(self, pipe: Pipe) -> None:
        super().__init__()
        self.pipe = pipe
        pipe.add_writer()

    async def write(self, data: bytes) -> None:
        """Write all of the bytes, waiting for room."""
        while data:
            data = data[self.pipe.write(data) :]
            if data:
                await suspended(self.pipe.when_writable)

    def _close(self) -> None:
        self.pipe.close_writer()


class TerminalEnd(End):
    """A terminal, which is read and written."""

    def __init__(self, terminal: Terminal, closed: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.terminal: Terminal = terminal
        self._closed = closed

    async def read(self, limit: int) -> bytes:
        """Return what was typed, a line at most."""
        while (data := self.terminal.read(limit)) is None:
            await suspended(self.terminal.when_readable)
        return data

    async def write(self, data: bytes) -> None:
        """Write all of the bytes to the screen, waiting for room."""
        screen = self.terminal.screen
        shown = self.terminal.discipline.shown(data)
        while shown:
            shown = shown[screen.write(shown) :]
            if shown:
                await suspended(screen.when_writable)

    def _close(self) -> None:
        self.terminal.screen.close_writer()
        self._closed()


class FileReader(End):
    """A file that is read from its beginning."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self._at = 0

    async def read(self, limit: int) -> bytes:
        """Return the next bytes."""
        data = self._data[self._at : self._at + limit]
        self._at += len(data)
        return data


class FileWriter(End):
    """A file that is written at its end."""

    def __init__(self, files: FileSystem, path: str, append: bool) -> None:
        super().__init__()
        self._files = files
        self._path = path
        if append:
            files.append(path, b"")
        else:
            files.write(path, b"")

    async def write(self, data: bytes) -> None:
        """Write the bytes at the end."""
        self._files.append(self._path, data)
