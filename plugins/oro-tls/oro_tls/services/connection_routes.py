"""Routes that connect, set options and close."""

from __future__ import annotations

import socket
from typing import Any, TypedDict

from oro_framework.errors import Unsupported
from oro_framework.protected import Use
from oro_framework.types import Call
from oro_tls.errors import NotOpen
from oro_tls.services.socket_route import socket_route
from oro_tls.services.transport import Transport
from oro_tls.sockets.access import Access, Family
from oro_tls.sockets.attempts import ConnectReport, connect, connect_path
from oro_tls.sockets.socket_table import SocketTable
from oro_tls.sockets.streams import TcpStream
from oro_tls.target import Target

__all__ = ("ConnectionRoutes", "Found")


class Found(TypedDict):
    """An address a page found for a name."""

    address: str
    family: Family


class ConnectionRoutes:
    """Connections, from `connect` to `close`."""

    def __init__(self, sockets: SocketTable, access: Access, transport: Transport) -> None:
        self._sockets = sockets
        self._access = access
        self._transport = transport

    @socket_route("connect", waits=True)
    async def connect(
        self,
        call: Call,
        *,
        id: str,
        host: str = "localhost",
        port: int = 0,
        path: str = "",
        family: Family = 0,
        localAddress: str = "",
        localPort: int = 0,
        noDelay: bool = False,
        keepAlive: bool = False,
        keepAliveInitialDelay: int = 0,
        autoSelectFamily: bool = True,
        autoSelectFamilyAttemptTimeout: int = 250,
        timeout: int = 0,
        addresses: list[Found] | None = None,
    ) -> dict[str, Any]:
        """Connect to a host and port, or to a Unix socket.

        The answer, or else the error, tells as `addresses` where the name led, and as `attempts` what was tried.
        `addresses` of the call are used instead of looking the host up.
        If cancelled, or closed meanwhile, no socket is open.

        Raises:
            OutOfScope: the permission is narrowed to others.
            LookupFailed: the name leads nowhere.
            SocketFailed: the peer refused; ETIMEDOUT, `timeout` milliseconds passed; ECANCELED, it was closed.
            AllFailed: each of several addresses refused.
        """
        target = Target(
            host=host or "localhost",
            port=port,
            path=path,
            family=family,
            local_address=localAddress,
            local_port=localPort,
            auto_select=autoSelectFamily,
            attempt=autoSelectFamilyAttemptTimeout / 1000,
            given=tuple(item["address"] for item in addresses or ()),
        )
        report = ConnectReport()
        connection = self._sockets.new_connection(call, id)
        with report.added_to_errors(), self._sockets.establishing(connection, timeout):
            await self._transport.prepare()
            setup = self._transport.client(call, target.host, target.port)
            tcp = await self._reached(target, report)
            connection.hold(tcp)
            report.connected = tcp.describe()
            tcp.set_no_delay(noDelay)
            tcp.set_keep_alive(keepAlive, keepAliveInitialDelay)
            connection.open(await setup(tcp))
        return {"id": id, **connection.stream.describe(), **report.members()}

    @socket_route("error")
    def error(self, call: Call, *, id: str) -> dict[str, Any] | None:
        """Return the error that ended reading, None when there was none.

        Raises:
            NotOpen: there is no socket of that id.
        """
        broken = self._sockets.connection(call, id).broken
        return None if broken is None else broken.as_err()

    @socket_route("close")
    def close(self, call: Call, *, id: str, reset: bool = False) -> dict[str, str]:
        """Close at once; what is under way fails with ECANCELED. With `reset` the peer sees a broken connection.

        Does nothing when there is no socket of that id.
        """
        try:
            connection = self._sockets.connection(call, id)
        except NotOpen:
            return {"id": id}
        connection.close(reset=reset)
        self._sockets.close(connection)
        return {"id": id}

    @socket_route("setNoDelay")
    def set_no_delay(self, call: Call, *, id: str, enable: bool = True) -> dict[str, str]:
        """Send small segments at once, or gather them.

        Raises:
            NotOpen: there is no socket of that id.
        """
        self._sockets.connection(call, id).stream.tcp.set_no_delay(enable)
        return {"id": id}

    @socket_route("setKeepAlive")
    def set_keep_alive(self, call: Call, *, id: str, enable: bool = False, initialDelay: int = 0) -> dict[str, str]:
        """Ask an idle peer whether it is there, first after `initialDelay` milliseconds.

        Raises:
            NotOpen: there is no socket of that id.
        """
        self._sockets.connection(call, id).stream.tcp.set_keep_alive(enable, initialDelay)
        return {"id": id}

    async def _reached(self, target: Target, report: ConnectReport) -> TcpStream:
        if target.path:
            self._access.check_path("connect to", target.path, Use.WRITE)
            if not hasattr(socket, "AF_UNIX"):
                raise Unsupported(f'Cannot connect to "{target.path}": this platform has no Unix sockets')
            return TcpStream(await connect_path(target.path))
        return TcpStream(await connect(target, await self._access.addresses(target, report), report))
