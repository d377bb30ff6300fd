"""`Peer`, one end of HTTP/1.1 over a stream: events in, events out."""

from __future__ import annotations

import h11
import trio

__all__ = ("HEAD", "Peer")

CHUNK = 1 << 18
"""Bytes read at once."""
HEAD = 1 << 16
"""Bytes that the headers of a message may have."""


class Peer:
    """One end.

    Args:
        stream: the connection.
        role: `h11.SERVER` towards an engine, `h11.CLIENT` towards a guest.
    """

    def __init__(self, stream: trio.SocketStream, role: type[h11.CLIENT] | type[h11.SERVER]) -> None:
        self.stream = stream
        self.http = h11.Connection(role, max_incomplete_event_size=HEAD)
        self._unsent: list[bytes] = []

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
            self.http.receive_data(await self.stream.receive_some(CHUNK))

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
            await self.stream.send_all(unsent[0] if len(unsent) == 1 else b"".join(unsent))

    async def wait_for_end(self) -> None:
        """Return when the other end has closed, or sent what belongs to a later message."""
        data = await self.stream.receive_some(CHUNK)
        self.http.receive_data(data)
        if data:
            await trio.sleep_forever()

    @property
    def reusable(self) -> bool:
        """Whether the connection can take another request."""
        return self.http.our_state is h11.DONE and self.http.their_state is h11.DONE
