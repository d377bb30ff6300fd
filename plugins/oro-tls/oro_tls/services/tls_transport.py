"""How a service makes connections of sockets: secured by TLS for `tls`."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from oro_framework.pins import PinSet
from oro_framework.service import load
from oro_framework.types import Call, Push
from oro_tls.options import TlsOptions
from oro_tls.secure.tls_stream import TlsStream
from oro_tls.services.transport import Setup
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.streams import TcpStream

if TYPE_CHECKING:
    from oro_tls.secure.handshakes import Handshakes
    from oro_tls.secure.secure_server import SecureServer

__all__ = ("TlsTransport",)


class TlsTransport:
    """TLS runs over the sockets.

    Args:
        pins: the certificates that hosts may show.
    """

    def __init__(self, pins: PinSet) -> None:
        self.pins = pins

    @cached_property
    def handshakes(self) -> Handshakes:
        """The handshakes of clients and servers."""
        # OpenSSL takes 100 ms to import: apps that use plain sockets alone, or none yet, go without.
        from oro_tls.secure.handshakes import Handshakes

        return Handshakes()

    async def prepare(self) -> None:
        await load("oro_tls.secure.handshakes")

    def client(self, call: Call, host: str, port: int | None) -> Setup:
        """Return what makes a socket secure as the client of a host.

        Raises:
            InvalidArgument: an option makes no sense.
            BadCredentials: a certificate, key or list of ciphers cannot be used.
            PinsInvalid: an entry is neither a line nor a pin.
        """
        terms = self.handshakes.client_terms(TlsOptions.of(call.params), self.pins, host, port)
        return partial(self.handshakes.connect, terms)

    def server(self, call: Call) -> SecureServer:
        return self.handshakes.server(TlsOptions.of(call.params))

    def server_of(self, listener: Listener) -> SecureServer:
        """Return what `server` made for a server."""
        return self.handshakes.checked(listener.setup)

    async def accept(self, call: Call, listener: Listener, connection: Connection, tcp: TcpStream) -> TlsStream:
        """Secure a connection as its server, and send the server's page an event.

        Raises:
            OroError: the handshake failed, see `Handshakes.accept`.
        """
        secure = await self.handshakes.accept(self.server_of(listener), tcp, TlsOptions.of(call.params))
        agreed = {key: secure.details[key] for key in ("provider", "protocol", "cipher", "servername")}
        peer = {**secure.engine.peer_names(), "alpn": secure.engine.alpn}
        if listener.window is not None:
            event = {"serverId": listener.id, "clientId": connection.id, **agreed, **peer}
            listener.window.push(Push(source="tls.server.secureConnection", data=event))
        return secure
