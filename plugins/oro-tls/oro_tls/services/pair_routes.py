"""The route that opens both ends of a connection within the host, for TLS over a stream of a page."""

from __future__ import annotations

import socket

from oro_framework.types import Call
from oro_tls.services.socket_route import socket_route
from oro_tls.sockets.socket_table import SocketTable
from oro_tls.sockets.streams import TcpStream

__all__ = ("PairRoutes",)


class PairRoutes:
    """Connections that lead nowhere but to each other."""

    def __init__(self, sockets: SocketTable) -> None:
        self._sockets = sockets

    @socket_route("pair", waits=True)
    async def pair(self, call: Call, *, id: str, other: str) -> dict[str, str]:
        """Open two sockets that are connected to each other; the page brings the bytes of its stream to one of them.

        Args:
            call: the call.
            id: of the end for the page.
            other: of the end that `tls.upgrade` makes secure.

        Raises:
            AlreadyOpen: there is a socket of that id.
            SocketFailed: EMFILE, the window holds as many as it may.
        """
        ends = socket.socketpair()
        for name, end in zip((id, other), ends, strict=True):
            end.setblocking(False)
            try:
                connection = self._sockets.new_connection(call, name)
            except BaseException:
                for each in ends:
                    each.close()
                raise
            stream = TcpStream(end)
            connection.hold(stream)
            connection.open(stream)
        return {"id": id, "other": other}
