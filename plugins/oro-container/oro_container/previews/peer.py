"""`Peer`, one end of HTTP/1.1 over a connection: events in, events out."""

from __future__ import annotations

import socket

import h11
import trio

__all__ = ("HEAD", "Peer")

CHUNK = 1 << 16
"""Bytes read at once, until a read fills them."""
LARGE_CHUNK = 1 << 18
HEAD = 1 << 16
"""Bytes that the headers of a message may have, besides those read at once."""
TURNS = 16
"""Reads and writes in a row that need no waiting, after which other tasks have their turn."""


class Peer:
    """One end.

    It has the socket of the stream for itself, as trio's own methods give each read and write a turn of the loop, which
    costs as much as the rest of a small request.

    Args:
        stream: the connection; it cannot be used after.
        role: `h11.SERVER` towards an engine, `h11.CLIENT` towards a guest.
    """

    def __init__(self, stream: trio.SocketStream, role: type[h11.CLIENT] | type[h11.SERVER]) -> None:
        self._socket = socket.socket(fileno=stream.socket.detach())
        self.http = h11.Connection(role, max_incomplete_event_size=HEAD)
        self._unsent: list[bytes] = []
        self._chunk = CHUNK
        self._turns = 0

    async def receive(self) -> h11.Event | type[h11.PAUSED]:
        """Return the next event; what was put is sent before it is waited for.

        Raises:
            h11.RemoteProtocolError: the other end speaks no HTTP, or closed in the middle.
            trio.BrokenResourceError: the connection broke.
        """
        while True:
            event = self.http.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            await self.flush()
            self.http.receive_data(await self.read())

    def put(self, event: h11.Event) -> None:
        """Keep an event to be sent with the next."""
        self._unsent.extend(self.http.send_with_data_passthrough(event) or ())

    async def send(self, event: h11.Event) -> None:
        """Send an event, and what was put before."""
        self.put(event)
        await self.flush()

    async def flush(self) -> None:
        """Send what was put."""
        if self._unsent:
            unsent, self._unsent = self._unsent, []
            await self.write(unsent[0] if len(unsent) == 1 else b"".join(unsent))

    async def read(self) -> bytes:
        """Wait for bytes and return them; none once the other end has closed.

        Raises:
            trio.BrokenResourceError: the connection broke.
        """
        await self._take_turns()
        while True:
            try:
                data = self._socket.recv(self._chunk)
            except BlockingIOError:
                await self.wait_readable()
            except OSError as error:
                raise trio.BrokenResourceError(str(error)) from error
            else:
                if len(data) == self._chunk:
                    self._chunk = LARGE_CHUNK
                return data

    async def write(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            trio.BrokenResourceError: the connection broke.
        """
        await self._take_turns()
        left = memoryview(data)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except BlockingIOError:
                await trio.lowlevel.wait_writable(self._socket)
                self._turns = 0
            except OSError as error:
                raise trio.BrokenResourceError(str(error)) from error

    async def wait_readable(self) -> None:
        """Wait until `read` need not."""
        await trio.lowlevel.wait_readable(self._socket)
        self._turns = 0

    async def wait_for_end(self) -> None:
        """Return when the other end has closed; go on waiting once it sent what belongs to a later message."""
        data = await self.read()
        self.http.receive_data(data)
        if data:
            await trio.sleep_forever()

    def is_quiet(self) -> bool:
        """Return whether the other end has neither closed nor sent anything that is not read."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def end(self) -> None:
        """Tell the other end that nothing follows."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError as error:
            raise trio.BrokenResourceError(str(error)) from error

    def close(self) -> None:
        """Close the connection; again does nothing."""
        if self._socket.fileno() >= 0:
            trio.lowlevel.notify_closing(self._socket)
            self._socket.close()

    @property
    def reusable(self) -> bool:
        """Whether the connection can take another request."""
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE

    @property
    def has_more(self) -> bool:
        """Whether the other end sent more than it was asked for."""
        return bool(self.http.trailing_data[0])

    async def _take_turns(self) -> None:
        self._turns += 1
        if self._turns >= TURNS:
            self._turns = 0
            await trio.lowlevel.checkpoint()
