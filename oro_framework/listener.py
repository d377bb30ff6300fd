"""Listeners with limits: how many clients are connected at once, and how long each may take to send its request head.

    listener = Listener(serve, Bounds(connections=64, head=16384), log=host.log, name="port for players")
    async with trio.open_nursery() as tasks:
        await listener.run([bound], tasks)

Rules
1. At most `Bounds.connections` connections are open at once, and those of all listeners together take at most half of
   the descriptors this process may have: calls, files and windows need the rest. One more is sent `full` and closed.
2. A connection has `Bounds.seconds` to send its head of at most `Bounds.head` bytes; nothing else is read before.
3. When the system has no descriptor or memory for a connection, the listener tries again later, first after
   `FIRST_PAUSE` seconds, then after twice as long each time, up to `LONGEST_PAUSE`. The log says so once, and again
   only when there was enough for `CALM` seconds: connections that come and go would else fill it.
4. A failure on a connection ends that connection alone.
"""

from __future__ import annotations

import errno
import logging
import math
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import trio
from msgspec import Struct

from oro_framework.errors import Closed, TimedOut, TooLarge

__all__ = ("Bounds", "Connection", "Listener")

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
CALM = 60.0
"""Seconds without a shortage after which the log says of the next one."""
LINGER = 2.0
"""Seconds for which input is still read after a last answer: closing at once could discard the answer."""
PIECE = 4096
BACKLOG = 128
EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})


class Bounds(Struct, frozen=True, kw_only=True):
    """The limits of a listener."""

    connections: int
    """Connections open at once."""
    head: int
    """Bytes of the head, up to its end mark."""
    seconds: float = 10.0
    """Seconds a connection has to send its head."""


class Connection:
    """One connection that was accepted. Loop thread.

    Args:
        stream: the accepted stream; it is closed once the connection was served.
        bounds: the limits of its listener.
    """

    def __init__(self, stream: trio.SocketStream, bounds: Bounds) -> None:
        self.stream = stream
        self._bounds = bounds
        self._deadline = trio.current_time() + bounds.seconds

    async def head(self, end: bytes) -> tuple[bytes, bytes]:
        """Read up to `end`; return the head, `end` included, and the bytes that came after it.

        Raises:
            TooLarge: the end did not come within `Bounds.head` bytes.
            TimedOut: the head did not come in time.
            Closed: the other side went away.
        If cancelled, the bytes that were read are lost.
        """
        received, limit = bytearray(), self._bounds.head
        with trio.move_on_at(self._deadline):
            while (at := received.find(end)) < 0:
                if len(received) >= limit:
                    raise TooLarge(f"Cannot read what a connection wants: its head is longer than {limit} bytes")
                received += await self._piece(min(PIECE, limit - len(received)))
            at += len(end)
            return bytes(received[:at]), bytes(received[at:])
        raise TimedOut(f"Cannot read what a connection wants: it took longer than {self._bounds.seconds:g} s")

    async def close_with(self, answer: bytes) -> None:
        """Send a last answer, then read and drop input for a while, so that the answer arrives. Never raises."""
        with trio.move_on_after(LINGER), suppress(trio.BrokenResourceError, trio.ClosedResourceError, OSError):
            await self.stream.send_all(answer)
            await self.stream.send_eof()
            while await self.stream.receive_some(PIECE):
                pass

    async def _piece(self, size: int) -> bytes:
        try:
            piece = bytes(await self.stream.receive_some(size))
        except (trio.BrokenResourceError, trio.ClosedResourceError) as error:
            raise Closed("Cannot read what a connection wants: it broke off") from error
        if not piece:
            raise Closed("Cannot read what a connection wants: it ended")
        return piece


class Listener:
    """See the module. Loop thread.

    Args:
        serve: serves one connection to its end.
        bounds: its limits.
        log: the log for refused connections and for exceptions of `serve`.
        name: the name of the listener in the log.
        full: sent to a connection beyond the limit before it is closed.
    """

    _open = 0
    """Connections of all listeners."""

    def __init__(
        self,
        serve: Callable[[Connection], Awaitable[None]],
        bounds: Bounds,
        *,
        log: logging.Logger,
        name: str,
        full: bytes = b"",
    ) -> None:
        self._serve = serve
        self._bounds = bounds
        self._log = log
        self._name = name
        self._full = full
        self._crowded = False
        self._last_short = -math.inf
        self.live = 0
        """Connections that are open."""

    @asynccontextmanager
    async def listening(self, sockets: Sequence[socket.socket]) -> AsyncIterator[None]:
        """Listen during the block; connections that are open at its end are cancelled.

        Args:
            sockets: bound sockets; it listens at them once the block begins.
        """
        async with trio.open_nursery() as tasks:
            await tasks.start(self.run, sockets, tasks)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    async def run(
        self,
        sockets: Sequence[socket.socket],
        tasks: trio.Nursery,
        *,
        task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Accept connections until cancelled, and serve them in `tasks`; connections that are open then go on.

        Args:
            sockets: bound sockets; the caller closes them.
            tasks: the nursery in which connections are served.
            task_status: started once connections are accepted.
        """
        listeners = []
        for each in sockets:
            each.setblocking(False)
            each.listen(BACKLOG)
            listeners.append(trio.SocketListener(trio.socket.from_stdlib_socket(each)))
        async with trio.open_nursery() as nursery:
            for listener in listeners:
                nursery.start_soon(self._take, listener, tasks)
            task_status.started()

    async def _take(self, listener: trio.SocketListener, tasks: trio.Nursery) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                stream = await listener.accept()
            except OSError as error:
                if error.errno not in EXHAUSTED:
                    raise
                self._tell_short(error)
                await trio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            if self._has_room():
                self.live += 1
                Listener._open += 1
                tasks.start_soon(self._served, stream)
            else:
                self._turn_away(stream.socket)

    def _tell_short(self, error: OSError) -> None:
        """Apply rule 3: log that the system lacks something, unless it lacked it just before."""
        now = trio.current_time()
        if now - self._last_short > CALM:
            self._log.warning("Cannot take connections of the %s for a while: %s", self._name, error.strerror)
        self._last_short = now

    async def _served(self, stream: trio.SocketStream) -> None:
        try:
            async with stream:
                await self._serve(Connection(stream, self._bounds))
        except Exception as error:
            self._log.debug("A connection of the %s ended badly: %r", self._name, error)
        finally:
            self.live -= 1
            Listener._open -= 1
            self._crowded = self._crowded and self.live > self._bounds.connections // 2

    def _has_room(self) -> bool:
        return self.live < self._bounds.connections and Listener._open < _most_descriptors() // 2

    def _turn_away(self, connection: trio.socket.SocketType) -> None:
        """Close a connection beyond the limit at once, after reading its input so far, so that it gets the reason."""
        if not self._crowded:
            self._crowded = True
            self._log.warning("Refusing connections of the %s: %d are open", self._name, self.live)
        with suppress(OSError), socket.socket(fileno=connection.detach()) as plain:
            plain.setblocking(False)
            if self._full:
                plain.send(self._full)
                plain.shutdown(socket.SHUT_WR)
            plain.recv(self._bounds.head)


def _most_descriptors() -> int:
    """Return the number of descriptors that this process may have."""
    if sys.platform == "win32":
        return 1 << 20
    import resource  # Unix alone has it

    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft
