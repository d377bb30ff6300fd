"""Routes of servers that only `tls` has."""

from __future__ import annotations

from oro_framework.types import Call
from oro_tls.certificates.client_hello import Hello, read_hello
from oro_tls.errors import AlreadyReading, NotOpen, failing
from oro_tls.options import TlsOptions
from oro_tls.services.socket_route import socket_route
from oro_tls.services.tls_transport import TlsTransport
from oro_tls.sockets.socket_table import SocketTable

__all__ = ("TlsServerRoutes",)


class TlsServerRoutes:
    """The hosts that clients want, and the certificates shown to them."""

    def __init__(self, sockets: SocketTable, transport: TlsTransport) -> None:
        self._sockets = sockets
        self._transport = transport

    @socket_route("server.hello", waits=True)
    async def hello(self, call: Call, *, serverId: str, clientId: str) -> Hello:
        """Wait for the first message of a client that has not been accepted, and return the host it wants.

        If cancelled, nothing of it is lost.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
            AlreadyReading: that is being done.
            SocketFailed: the connection broke.
        """
        listener = self._sockets.listener(call, serverId)
        tcp = listener.pending.get(clientId)
        if tcp is None:
            raise NotOpen(clientId)
        if clientId in listener.reading_hello:
            raise AlreadyReading(clientId)
        listener.reading_hello.add(clientId)
        came = b""
        try:
            while (said := read_hello(came)) is None:
                with failing("read"):
                    more = await tcp.receive()
                came += more
                if not more:
                    return Hello()
        finally:
            listener.reading_hello.discard(clientId)
            tcp.put_back(came)
        return said

    @socket_route("server.addContext")
    def add_context(self, call: Call, *, id: str, hostname: str) -> dict[str, str]:
        """Show other certificates to clients that want `hostname` (SNI).

        Raises:
            NotOpen: there is no server of that id.
            BadCredentials: they cannot be used.
        """
        self._transport.server_of(self._sockets.listener(call, id)).add(hostname, TlsOptions.of(call.params))
        return {"id": id}

    @socket_route("server.setSecureContext")
    def set_secure_context(self, call: Call, *, id: str) -> dict[str, str]:
        """Show other certificates to clients that connect from now on.

        Raises:
            NotOpen: there is no server of that id.
            BadCredentials: they cannot be used.
        """
        self._transport.server_of(self._sockets.listener(call, id)).replace(TlsOptions.of(call.params))
        return {"id": id}
