"""From a connection to a WebSocket: what is asked, and the answer."""

from __future__ import annotations

from http import HTTPStatus

from wsproto import ConnectionType
from wsproto.events import AcceptConnection, RejectConnection, Request
from wsproto.handshake import H11Handshake
from wsproto.utilities import RemoteProtocolError

from oro_conduit.access.handshake import PROTOCOL, Asked
from oro_framework.listener import Connection

__all__ = ("Upgrade",)

_END = b"\r\n\r\n"
_REFUSAL = "HTTP/1.1 {} {}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Upgrade:
    """The handshake of one connection.

    Args:
        connection: as it was accepted.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._handshake = H11Handshake(ConnectionType.SERVER)
        self.early = b""
        """Bytes that came right after the request."""

    async def asked(self) -> Asked | None:
        """Read the request; None when it is none for a WebSocket, which is then answered.

        Raises:
            TooLarge, TimedOut, Closed: it did not come whole; see `Connection.head`.
        """
        head, self.early = await self._connection.head(_END)
        try:
            self._handshake.receive_data(head)
            request = next(self._handshake.events(), None)
        except RemoteProtocolError as error:
            hint = error.event_hint
            refusal = hint if isinstance(hint, RejectConnection) else RejectConnection()
            await self._connection.close_with(self._handshake.send(refusal))
            return None
        return _asked(request) if isinstance(request, Request) else None

    async def refuse(self, status: HTTPStatus) -> None:
        """Answer with a status, without the reason."""
        await self._connection.close_with(_REFUSAL.format(status.value, status.phrase).encode())

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
