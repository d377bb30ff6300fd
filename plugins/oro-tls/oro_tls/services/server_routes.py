"""Routes that listen, and take or refuse who connects."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from oro_framework.endpoints import check_id, check_port
from oro_framework.errors import Unsupported
from oro_framework.protected import Use
from oro_framework.types import ByteStream, Call, Push
from oro_tls.errors import AlreadyOpen, SocketFailed
from oro_tls.services.stream_routes import StreamRoutes
from oro_tls.shared import shared
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.server_events import Ear
from oro_tls.sockets.wire import Tcp

__all__ = ("ServerRoutes",)

BACKLOG = 511


class ServerRoutes(StreamRoutes):
    """Servers, from create to close."""

    @shared("server.create")
    def server_create(self, call: Call, *, id: str) -> dict[str, str]:
        """Make a server that has no address yet.

        Raises:
            AlreadyOpen: the window has a socket or server of that id.
        """
        self.add(Listener(check_id(id), call.window, self.server_setup(call)))
        return {"id": id}

    @shared("server.bind")
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
        listener = self.listener(call, id)
        await self._bind(listener, port, address, path, ipv6Only=ipv6Only, reuse=reuseAddr)
        return listener.where()

    @shared("server.listen")
    def server_listen(self, call: Call, *, id: str, backlog: int = BACKLOG) -> dict[str, Any]:
        """Let peers connect to a server that has an address; each is told of as `<service>.server.connection`.

        Raises:
            NotOpen: there is no server of that id.
            NotConnected: it has no address.
            AlreadyOpen: it listens already.
        """
        listener = self.listener(call, id)
        if listener.listening:
            raise AlreadyOpen(id)
        listener.listen(backlog)
        self.serve(listener)
        return listener.where()

    @shared("server.open")
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
        listener = self.add(Listener(check_id(id), call.window, self.server_setup(call)))
        try:
            await self._bind(listener, port, address, path, ipv6Only=ipv6Only, reuse=reuseAddr)
            listener.listen(backlog)
        except BaseException:
            self.end(listener)
            raise
        self.serve(listener)
        return listener.where()

    @shared("server.accept", waits=True)
    async def server_accept(
        self, call: Call, *, serverId: str, clientId: str, noDelay: bool = False, timeout: int = 0
    ) -> dict[str, Any]:
        """Take a connection that a server told of; from now on it is a socket of the window.

        If cancelled, it is closed.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
            SocketFailed: EMFILE, the window holds as many as it may; ETIMEDOUT, `timeout` milliseconds passed.
        """
        listener = self.listener(call, serverId)
        tcp = listener.claim(clientId)
        connection = Connection(clientId, call.window, self.gate)
        connection.hold(tcp)
        try:
            self.add(connection)
        except BaseException:
            connection.close()
            raise
        with self.establishing(connection, timeout):
            tcp.set_no_delay(noDelay)
            connection.open(await self.welcome(call, listener, connection, tcp))
        return {"id": clientId, "serverId": serverId, **connection.wire.describe()}

    @shared("server.refuse")
    def server_refuse(self, call: Call, *, serverId: str, clientId: str) -> dict[str, str]:
        """Close a connection that a server told of.

        Raises:
            NotOpen: there is no such server, or the connection waits no more.
        """
        self.listener(call, serverId).claim(clientId).close()
        return {"id": clientId}

    @shared("server.events", waits=True)
    async def server_events(self, call: Call, *, id: str) -> ByteStream:
        """Stream what a server tells, `{event, data, err}` as JSON a line, an empty line first; workers hear so.

        Connections that wait are told of first. While the stream lasts, the page gets no pushes about the server,
        and a later stream ends it; it ends with the server, too.

        Raises:
            NotOpen: there is no server of that id.
        """
        return ByteStream(self._heard(self.listener(call, id)), content_type="application/x-ndjson")

    @shared("server.close")
    def server_close(self, call: Call, *, id: str) -> dict[str, str]:
        """Listen no more and refuse who waits; connections that were accepted go on.

        Raises:
            NotOpen: there is no server of that id.
        """
        self.end(self.listener(call, id))
        return {"id": id}

    # -- accepting ---------------------------------------------------------------------------------

    def serve(self, listener: Listener) -> None:
        self.tasks.start_soon(self._run, listener)

    def lose(self, listener: Listener, error: OSError) -> None:
        failed = SocketFailed(error, "listen")
        self._tell(listener, "server.close", None, {**failed.as_err(), "id": listener.id})
        self.end(listener)

    async def _run(self, listener: Listener) -> None:
        try:
            await listener.run(partial(self._arrived, listener))
        except OSError as error:
            self.lose(listener, error)

    def _arrived(self, listener: Listener, id: str, tcp: Tcp) -> None:
        if listener.window is None or not self.hears(tcp.peer):
            listener.claim(id).close(reset=True)
            return
        self._tell(listener, "server.connection", _about(listener, id, tcp))

    async def _heard(self, listener: Listener) -> AsyncIterator[bytes]:
        if listener.ear is not None:
            listener.ear.close()
        ear = listener.ear = Ear()
        for id, tcp in listener.pending.items():
            ear.tell("connection", _about(listener, id, tcp))
        try:
            async for line in ear.lines():
                yield line
        finally:
            if listener.ear is ear:
                listener.ear = None

    def _tell(self, listener: Listener, event: str, data: dict[str, Any] | None, err: Any = None) -> None:
        if listener.ear is not None:
            listener.ear.tell(event.removeprefix("server."), data, err)
        elif listener.window is not None:
            listener.window.push(Push(source=f"{self.name}.{event}", data=data, err=err))

    async def _bind(
        self, listener: Listener, port: int, address: str, path: str, *, ipv6Only: bool, reuse: bool
    ) -> None:
        if listener.bound:
            raise AlreadyOpen(listener.id)
        if path:
            self.check_path("listen on", path, Use.RENAME)
            if not hasattr(socket, "AF_UNIX"):
                raise Unsupported(f'Cannot listen on "{path}": this platform has no Unix sockets')
            listener.bind_path(path)
            return
        sockaddr = (await self.resolve(address or "::", check_port(port)))[0]
        try:
            self.check_bind(address or "::", sockaddr)
            listener.bind(sockaddr, v6_only=ipv6Only, reuse=reuse)
        except SocketFailed as failure:
            if address or failure.code not in _NO_IPV6:
                raise
            self.check_bind("0.0.0.0", ("0.0.0.0", port))
            listener.bind(("0.0.0.0", port), v6_only=False, reuse=reuse)


def _about(listener: Listener, id: str, tcp: Tcp) -> dict[str, Any]:
    return {"serverId": listener.id, "clientId": id, **tcp.describe()}


_NO_IPV6 = {errno.errorcode[number] for number in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EINVAL)}
"""A machine without IPv6: Node listens on 0.0.0.0 instead."""
