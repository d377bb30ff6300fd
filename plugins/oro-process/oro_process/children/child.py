"""One program of a window."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import suppress

import trio

from oro_framework.pipes import ROOM
from oro_framework.types import Window
from oro_process.children.pipes import Pipe
from oro_process.errors import NoPipe
from oro_process.supervisor.supervisor import End, Supervisor

__all__ = ("Child",)


class Child:
    """A program that runs, or has ended and still has to be read."""

    def __init__(
        self, id: str, window: Window | None, supervisor: Supervisor, started: tuple[int, End], pipes: dict[int, Pipe]
    ) -> None:
        self.id = id
        self.window = window
        self.pid, self.end = started
        self.scope = trio.CancelScope()
        """Of tasks that serve it while its page is there."""
        self.waited = False
        """Whether a caller was told of its end."""
        self.supervisor = supervisor
        self._pipes = pipes
        self._writing: dict[int, trio.Lock] = {}

    @property
    def settled(self) -> bool:
        """Whether nothing can be asked of it any more."""
        return self.end.reached and self.waited and not self._pipes

    async def kill(self, number: int) -> None:
        """Send a signal to it and all of its group.

        Raises:
            OSError: ESRCH, it has ended; EPERM.
        """
        await self.supervisor.kill(self.pid, number)

    async def read(self, fd: int) -> AsyncGenerator[bytes, None]:
        """Yield what it writes, until it closes the pipe; then, or when the iterator is closed, the pipe is closed.

        Raises:
            NoPipe: there is none.
        """
        pipe = self._pipe(fd)
        try:
            while data := await self.take(fd):
                yield data
        except NoPipe:
            return
        finally:
            # A socket may still be written.
            if not isinstance(pipe, trio.SocketStream):
                await self.shut(fd)

    async def take(self, fd: int) -> bytes:
        """Wait for what it writes next; empty once it has closed the pipe.

        If cancelled, nothing was taken.

        Raises:
            NoPipe: there is none.
        """
        pipe = self._pipe(fd)
        try:
            data = bytes(await pipe.receive_some(ROOM))
        except (trio.ClosedResourceError, trio.BrokenResourceError):
            data = b""
        if not data and not isinstance(pipe, trio.SocketStream):
            await self.shut(fd)
        return data

    async def write(self, fd: int, data: bytes) -> None:
        """Write bytes, in the order of the calls; wait until the pipe has taken them.

        If cancelled, part of them may have been written.

        Raises:
            NoPipe: there is none.
            trio.BrokenResourceError: the other end is closed.
        """
        pipe = self._pipe(fd)
        async with self._writing.setdefault(fd, trio.Lock()):
            try:
                await pipe.send_all(data)
            except trio.ClosedResourceError:
                raise NoPipe(self.id, fd) from None

    async def finish(self, fd: int) -> None:
        """Tell it that nothing more will be written, after what is being written."""
        pipe = self._pipe(fd)
        async with self._writing.setdefault(fd, trio.Lock()):
            if isinstance(pipe, trio.SocketStream):
                with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                    await pipe.send_eof()
            else:
                await self.shut(fd)

    async def shut(self, fd: int) -> None:
        """Close a pipe, if it is open."""
        if (pipe := self._pipes.pop(fd, None)) is not None:
            with trio.CancelScope(shield=True):
                await trio.aclose_forcefully(pipe)

    async def shut_all(self) -> None:
        """Close every pipe."""
        for fd in list(self._pipes):
            await self.shut(fd)

    def has(self, fd: int) -> bool:
        """Return whether there is an open pipe of that number."""
        return fd in self._pipes

    def _pipe(self, fd: int) -> Pipe:
        pipe = self._pipes.get(fd)
        if pipe is None:
            raise NoPipe(self.id, fd)
        return pipe
