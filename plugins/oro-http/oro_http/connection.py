"""A client's connection as hypercorn reads and writes it; waiting for a client that stands still has an end."""

from __future__ import annotations

import trio

__all__ = ("PIECE", "Connection")

PIECE = 64 * 1024
"""Bytes within which a client must make progress."""


class Connection:
    """Has the methods of a `trio.SocketStream` that a server uses.

    Args:
        stream: the accepted connection.
        stall: seconds a client may take nothing of what waits for it.
        early: what was read of it already.
    """

    def __init__(self, stream: trio.SocketStream, stall: float, early: bytes = b"") -> None:
        self._stream = stream
        self._early = early
        self._stall = stall
        self._sending = trio.Lock()
        self.broken = False
        """Whether the client took no more."""
        self.socket = stream.socket

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        """Wait for bytes; empty at the end.

        Raises:
            trio.BrokenResourceError, trio.ClosedResourceError: there will be none.
        """
        if self._early:
            await trio.lowlevel.checkpoint()
            early, self._early = self._early, b""
            return early
        return await self._stream.receive_some(max_bytes)

    async def send_all(self, data: bytes) -> None:
        """Send bytes, as the client takes them.

        Raises:
            trio.BrokenResourceError, trio.ClosedResourceError: the client is gone, or took nothing for too long.
        If cancelled, part of them may have been sent.
        """
        # Hypercorn shields its writes; without a deadline here, one client could hold up the end of the app.
        # It also writes from two tasks: an answer, and a complaint about what comes meanwhile.
        async with self._sending:
            try:
                await self._send(memoryview(data))
            except (trio.BrokenResourceError, trio.ClosedResourceError):
                self.broken = True
                raise

    async def _send(self, view: memoryview) -> None:
        for start in range(0, len(view), PIECE):
            with trio.move_on_after(self._stall) as scope:
                await self._stream.send_all(view[start : start + PIECE])
            if scope.cancelled_caught:
                self.close()
                raise trio.BrokenResourceError(f"the client took nothing for {self._stall:g} s")

    async def send_eof(self) -> None:
        """End our side, behind what is being sent.

        Raises:
            trio.BrokenResourceError, trio.ClosedResourceError: the client is gone.
        """
        async with self._sending:
            await self._stream.send_eof()

    async def aclose(self) -> None:
        """Close, and let others run."""
        await self._stream.aclose()

    def close(self) -> None:
        """Close at once; tasks that read or write see an error. Idempotent."""
        self.socket.close()
