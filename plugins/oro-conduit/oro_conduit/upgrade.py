"""From a connection to a WebSocket: what is asked, and the answer."""

from __future__ import annotations

import trio
from wsproto import ConnectionType
from wsproto.events import AcceptConnection, RejectConnection, Request
from wsproto.handshake import H11Handshake
from wsproto.utilities import RemoteProtocolError

from oro_conduit.handshake import PROTOCOL, Asked, Refused

__all__ = ("Upgrade",)

_READ = 4096


class Upgrade:
    """The handshake of one connection.

    Args:
        stream: the connection.
    """

    def __init__(self, stream: trio.SocketStream) -> None:
        self._stream = stream
        self._handshake = H11Handshake(ConnectionType.SERVER)
        self._received = bytearray()

    @property
    def early(self) -> bytes:
        """What came right after the request."""
        return bytes(self._received.partition(b"\r\n\r\n")[2])

    async def asked(self) -> Asked | None:
        """Read the request; None when it is none for a WebSocket, which is then answered, or never comes whole."""
        try:
            while True:
                data = await self._stream.receive_some(_READ)
                self._received += data
                self._handshake.receive_data(data or None)
                if (request := next(self._handshake.events(), None)) is not None:
                    return _asked(request) if isinstance(request, Request) else None
                if not data:
                    return None
        except RemoteProtocolError as error:
            hint = error.event_hint
            await self._stream.send_all(
                self._handshake.send(hint if isinstance(hint, RejectConnection) else RejectConnection())
            )
            return None

    async def refuse(self, verdict: Refused) -> None:
        """Answer 403, without the reason."""
        await self._stream.send_all(self._handshake.send(RejectConnection(status_code=403)))

    def acceptance(self, *, version_2: bool) -> bytes:
        """Return the answer that it is a WebSocket now."""
        return self._handshake.send(AcceptConnection(subprotocol=PROTOCOL if version_2 else None))


def _asked(request: Request) -> Asked:
    return Asked(
        path=request.target,
        host=request.host,
        origins=[value.decode("latin-1") for name, value in request.extra_headers if name.lower() == b"origin"],
        protocols=request.subprotocols,
    )
