"""The route that speaks TLS over a socket that is open already."""

from __future__ import annotations

from functools import partial
from typing import Any

from oro_framework.endpoints import Endpoint
from oro_framework.errors import Unsupported
from oro_framework.types import Call, Host
from oro_tls.encoding import decoded
from oro_tls.services.net import Net
from oro_tls.services.socket_route import socket_route
from oro_tls.services.tls_transport import TlsTransport
from oro_tls.services.transport import Setup
from oro_tls.sockets.access import Access
from oro_tls.sockets.socket_table import SocketTable

__all__ = ("UpgradeRoutes",)


class UpgradeRoutes:
    """Sockets of `net` that become sockets of `tls`."""

    def __init__(self, host: Host, sockets: SocketTable, access: Access, transport: TlsTransport) -> None:
        self._host = host
        self._sockets = sockets
        self._access = access
        self._transport = transport

    @socket_route("upgrade", waits=True)
    async def upgrade(
        self,
        call: Call,
        *,
        id: str,
        socket: str,
        host: str = "",
        port: int = 0,
        head: str = "",
        isServer: bool = False,
        paired: bool = False,
    ) -> dict[str, Any]:
        """Speak TLS over an open socket of `net`, which is this one from now on; options as for connect or a server.

        With `paired` the socket is the other end of `tls.pair`.

        Reading from the plain socket ends here; bytes of TLS the page has read from it come back as `head`, base64.
        If cancelled, the socket is closed.

        Raises:
            NotOpen: there is no such socket.
            OutOfScope: the permission is narrowed to other peers.
            TlsFailed: there are no common terms.
        """
        table = self._sockets if paired else self._plain()
        plain = table.connection(call, socket)
        # What a page brings itself has no peer that a permission could name.
        peer = None if paired else plain.stream.tcp.peer
        if peer is not None:
            self._access.check_peer(host or peer.address, peer)
        connection = self._sockets.new_connection(call, id)
        with self._sockets.establishing(connection, 0):
            await self._transport.prepare()
            setup = self._setup(call, host, port, peer, server=isServer)
            tcp = plain.take()
            tcp.put_back(decoded("head", head) + tcp.returned)
            connection.hold(tcp)
            table.close(plain)
            connection.open(await setup(tcp))
        return {"id": id, **connection.stream.describe()}

    def _plain(self) -> SocketTable:
        net = self._host.service("net")
        if not isinstance(net, Net):
            raise Unsupported("Cannot speak TLS over a socket: the service net is not running")
        return net.sockets

    def _setup(self, call: Call, host: str, port: int, peer: Endpoint | None, *, server: bool) -> Setup:
        if server:
            return partial(self._transport.handshakes.accept, self._transport.server(call))
        asked = host or ("localhost" if peer is None else peer.address)
        return self._transport.client(call, asked, port or (None if peer is None else peer.port))
