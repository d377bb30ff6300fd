"""Routes that tell the terms of a TLS connection: certificates, sessions, secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oro_framework.errors import InvalidArgument
from oro_framework.types import Call
from oro_tls.encoding import decoded, encoded
from oro_tls.secure.tls_stream import TlsStream
from oro_tls.services.socket_route import socket_route
from oro_tls.services.tls_transport import TlsTransport
from oro_tls.sockets.socket_table import SocketTable

if TYPE_CHECKING:
    from oro_tls.secure.engine import Engine

__all__ = ("PeerRoutes",)


class PeerRoutes:
    """The terms of connections that are there."""

    def __init__(self, sockets: SocketTable, transport: TlsTransport) -> None:
        self._sockets = sockets
        self._transport = transport

    @socket_route("peerCertificate")
    def peer_certificate(self, call: Call, *, id: str, detailed: bool = False) -> dict[str, Any] | None:
        """Return the peer's certificate as Node shows it, None when it showed none; `raw` and `pubkey` are base64.

        With `detailed`, issuers' are in it as `issuerCertificate`.

        Raises:
            NotOpen: there is no socket of that id.
        """
        return self._engine(call, id).peer_certificate(detailed=detailed)

    @socket_route("certificate")
    def certificate(self, call: Call, *, id: str) -> dict[str, Any] | None:
        """Return the certificate this side shows, None when it shows none.

        Raises:
            NotOpen: there is no socket of that id.
        """
        return self._engine(call, id).own_certificate()

    @socket_route("session")
    def session(self, call: Call, *, id: str) -> str | None:
        """Return a ticket with which a later connect resumes this session, None when there is none yet.

        In TLS 1.3 the server sends sessions with its first bytes or after.

        Raises:
            NotOpen: there is no socket of that id.
        """
        return self._transport.handshakes.ticket(self._engine(call, id))

    @socket_route("finished")
    def finished(self, call: Call, *, id: str) -> dict[str, str | None]:
        """Return both Finished messages of the handshake, base64.

        Raises:
            NotOpen: there is no socket of that id.
        """
        connection = self._engine(call, id).connection
        return {"local": encoded(connection.get_finished()), "peer": encoded(connection.get_peer_finished())}

    @socket_route("exporter")
    def exporter(self, call: Call, *, id: str, length: int, label: str, context: str | None = None) -> str | None:
        """Return secret bytes only both ends know (RFC 5705), base64.

        Args:
            call: the invocation.
            id: of the socket.
            length: bytes wanted.
            label: what they are for.
            context: base64.

        Raises:
            NotOpen: there is no socket of that id.
        """
        if not 0 < length <= 65536:
            raise InvalidArgument(f"Cannot export {length} bytes: it must be 1 to 65536")
        connection = self._engine(call, id).connection
        given = None if context is None else decoded("context", context)
        return encoded(connection.export_keying_material(label.encode(), length, given))

    def _engine(self, call: Call, id: str) -> Engine:
        stream = self._sockets.connection(call, id).stream
        assert isinstance(stream, TlsStream)
        return stream.engine
