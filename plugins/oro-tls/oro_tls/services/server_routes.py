"""Routes that listen, and accept or refuse connections."""

from __future__ import annotations

import errno
import socket
from typing import Any

from oro_framework.endpoints import check_id, check_port
from oro_framework.errors import Unsupported
from oro_framework.protected import Use
from oro_framework.types import ByteStream, Call
from oro_tls.errors import AlreadyOpen, SocketFailed
from oro_tls.services.socket_route import socket_route
from oro_tls.services.transport import Transport
from oro_tls.sockets.accept_loop import AcceptLoop
from oro_tls.sockets.access import Access
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.socket_table import SocketTable

__all__ = ("ServerRoutes",)

BACKLOG = 511
_NO_IPV6 = {errno.errorcode[number] for number in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EINVAL)}
"""Errors of a machine without IPv6, where Node listens on 0.0.0.0 instead."""


class ServerRoutes:
    """Servers, from `server.create` to `server.close`."""

    def __init__(self, sockets: SocketTable, access: Access, transport: Transport, accepting: AcceptLoop) -> None:
        self._sockets = sockets
        self._access = access
        self._transport = transport
        self._accepting = accepting

    @socket_route("server.create")
    def server_create(self, call: Call, *, id: str) -> dict[str, str]:
        """Make a server that has no address yet.

        Raises:
            AlreadyOpen: the window has a socket or server of that id.
        """
        self._sockets.add(Listener(check_id(id), call.window, self._transport.server(call)))
        return {"id": id}

    @socket_route("server.bind")
    async def server_bind(
        self,
        call: Call,
        *,
        id: str,
        port: int = 0,
        address: str = "",
        path: str = "",
        ipv6Only: bool = False,
        reuseAddr: bool = True,
    ) -> dict[str, Any]:
        """Give a server an address of this machine, or a Unix socket; port 0 is any free one.

        Raises:
            NotOpen: there is no server of that id.
            AlreadyOpen: it has an address.
            OutOfScope: the permission is narrowed to others.
            SocketFailed: the system refused.
        """
        listener = self._sockets.listener(call, id)
        await self._bind(listener, port, address, path, ipv6Only=ipv6Only, reuse=reuseAddr)
        return listener.where()

    @socket_route("server.listen")
    def server_listen(self, call: Call, *, id: str, backlog: int = BACKLOG) -> dict[str, Any]:
        """Let peers connect to a server that has an address; the page gets `<service>.server.connection` for each.

        Raises:
            NotOpen: there is no server of that id.
            NotConnected: it has no address.
            AlreadyOpen: it listens already.
        """
        listener = self._sockets.listener(call, id)
        if listener.listening:
            raise AlreadyOpen(id)
        listener.listen(backlog)
        self._accepting.start(listener)
        return listener.where()

    @socket_route("server.open")
    async def server_open(
        self,
        call: Call,
        *,
        id: str,
        port: int = 0,
        address: str = "",
        path: str = "",
        backlog: int = BACKLOG,
        ipv6Only: bool = False,
        reuseAddr: bool = True,
    ) -> dict[str, Any]:
        """Make a server, give it an address and listen; without an address, on every one of both families.

        If cancelled, there is no server.

        Raises:
            AlreadyOpen: the window has a socket or server of that id.
            OutOfScope: the permission is narrowed to others.
            SocketFailed: the system refused.
        """
        listener = self._sockets.add(Listener(check_id(id), call.window, self._transport.server(call)))
        try:
            await self._bind(listener, port, address, path, ipv6Only=ipv6Only, reuse=reuseAddr)
            listener.listen(backlog)
        except BaseException:
            self._sockets.close(listener)
            raise
        self._accepting.start(listener)
        return listener.where()

    @socket_route("server.accept", waits=True)
    async def server_accept(
        self, call: Call, *, serverId: str, clientId: str, noDelay: bool = False, timeout: int = 0
    ) -> dict[str, Any]:
        """Take a connection that waits; from now on it is a socket of the window.

        If cancelled, it is closed.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
            SocketFailed: EMFILE, the window holds as many as it may; ETIMEDOUT, `timeout` milliseconds passed.
        """
        listener = self._sockets.listener(call, serverId)
        tcp = listener.claim(clientId)
        connection = Connection(clientId, call.window, self._sockets.wait_resumed)
        connection.hold(tcp)
        try:
            self._sockets.add(connection)
        except BaseException:
            connection.close()
            raise
        with self._sockets.establishing(connection, timeout):
            tcp.set_no_delay(noDelay)
            connection.open(await self._transport.accept(call, listener, connection, tcp))
        return {"id": clientId, "serverId": serverId, **connection.stream.describe()}

    @socket_route("server.refuse")
    def server_refuse(self, call: Call, *, serverId: str, clientId: str) -> dict[str, str]:
        """Close a connection that waits.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
        """
        self._sockets.listener(call, serverId).claim(clientId).close()
        return {"id": clientId}

    @socket_route("server.events", waits=True)
    async def server_events(self, call: Call, *, id: str) -> ByteStream:
        """Stream the events of a server, `{event, data, err}` as JSON a line, an empty line first, for workers.

        Connections that wait come first. While the stream lasts, the page gets no pushes about the server,
        and a later stream ends it; it ends with the server, too.

        Raises:
            NotOpen: there is no server of that id.
        """
        return ByteStream(self._accepting.events(self._sockets.listener(call, id)), content_type="application/x-ndjson")

    @socket_route("server.close")
    def server_close(self, call: Call, *, id: str) -> dict[str, str]:
        """Listen no more and refuse connections that wait; connections that were accepted go on.

        Raises:
            NotOpen: there is no server of that id.
        """
        self._sockets.close(self._sockets.listener(call, id))
        return {"id": id}

    async def _bind(
        self, listener: Listener, port: int, address: str, path: str, *, ipv6Only: bool, reuse: bool
    ) -> None:
        if listener.bound:
            raise AlreadyOpen(listener.id)
        if path:
            self._access.check_path("listen on", path, Use.RENAME)
            if not hasattr(socket, "AF_UNIX"):
                raise Unsupported(f'Cannot listen on "{path}": this platform has no Unix sockets')
            listener.bind_path(path)
            return
        sockaddr = (await self._access.resolve(address or "::", check_port(port)))[0]
        try:
            self._access.check_bind(address or "::", sockaddr)
            listener.bind(sockaddr, v6_only=ipv6Only, reuse=reuse)
        except SocketFailed as failure:
            if address or failure.code not in _NO_IPV6:
                raise
            self._access.check_bind("0.0.0.0", ("0.0.0.0", port))
            listener.bind(("0.0.0.0", port), v6_only=False, reuse=reuse)
