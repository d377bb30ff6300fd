"""One program of a window."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress

import trio

from oro_framework.errors import Closed
from oro_framework.pipes import ROOM
from oro_framework.types import Window
from oro_wasm.guests.outcome import Outcome
from oro_wasm.programs.pipes import Ends

__all__ = ("KILLED", "Program")

KILLED = 137
"""The exit code of a program that was stopped, as of one that got SIGKILL."""


class Program:
    """A guest that runs, or has ended and still has to be read."""

    def __init__(self, id: str, window: Window | None, ends: Ends) -> None:
        self.id = id
        self.window = window
        self.scope = trio.CancelScope()
        """Of its run; cancelling it ends the guest."""
        self.ended = trio.Event()
        self.outcome = Outcome()
        """How it ended, once it has."""
        self.error: Exception | None = None
        """Why it could not be run, where it could not."""
        self.waited = False
        """Whether a caller was told of its end."""
        self._pipes = ends.ours
        self._writing = trio.Lock()

    @property
    def settled(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self.ended.is_set() and self.waited and not self._pipes.keys() - {0}

    def kill(self) -> None:
        """End it, whatever it does; its outcome says so."""
        self.scope.cancel()

    def finished(self, outcome: Outcome) -> None:
        """Note how it ended."""
        self.outcome = outcome
        self.ended.set()

    def failed(self, error: Exception) -> None:
        """Note why it could not be run."""
        self.error = error
        self.ended.set()

    async def wait(self) -> Outcome:
        """Wait until it has ended; if cancelled, it runs on.

        Raises:
            OroError: it could not be run.
        """
        await self.ended.wait()
        self.waited = True
        if self.error is not None:
            raise self.error
        return self.outcome

    async def take(self, fd: int) -> bytes:
        """Wait for what it writes next; empty once it has ended. If cancelled, nothing was taken.

        Args:
            fd: 1 or 2.
        """
        pipe = self._pipes.get(fd)
        if pipe is None or fd == 0:
            return b""
        try:
            data = bytes(await pipe.receive_some(ROOM))
        except (trio.ClosedResourceError, trio.BrokenResourceError):
            data = b""
        if not data:
            await self.shut(fd)
        return data

    async def read(self, fd: int) -> AsyncGenerator[bytes, None]:
        """Yield what it writes until it has ended; then, or when the iterator is closed, the pipe is closed."""
        try:
            while data := await self.take(fd):
                yield data
        finally:
            await self.shut(fd)

    async def write(self, data: bytes) -> None:
        """Write to its standard input, in the order of the calls; wait until the pipe has taken the bytes.

        If cancelled, part of them may have been written.

        Raises:
            Closed: it has ended, or its input was ended.
        """
        async with self._writing:
            pipe = self._pipes.get(0)
            if pipe is None:
                raise Closed(f'Cannot write to program "{self.id}": its input has ended')
            try:
                await pipe.send_all(data)
            except (trio.ClosedResourceError, trio.BrokenResourceError):
                raise Closed(f'Cannot write to program "{self.id}": it reads no more') from None

    async def end_input(self) -> None:
        """Tell it that nothing more will be written, after what is being written."""
        async with self._writing:
            await self.shut(0)

    async def shut(self, fd: int) -> None:
        """Close a pipe, if it is open."""
        if (pipe := self._pipes.pop(fd, None)) is not None:
            with trio.CancelScope(shield=True), suppress(OSError):
                await trio.aclose_forcefully(pipe)

    async def shut_all(self) -> None:
        """Close every pipe."""
        for fd in list(self._pipes):
            await self.shut(fd)
