"""Routes that move datagrams."""

from __future__ import annotations

import socket
from typing import TypedDict

from oro_framework.endpoints import LOOPBACK, SockAddr
from oro_framework.errors import Unsupported
from oro_framework.types import Call, Host
from oro_udp.addresses import Addresses
from oro_udp.errors import AlreadyReceiving, NotReceiving
from oro_udp.outlet import Outlet
from oro_udp.shapes import Family, Id
from oro_udp.sockets import Sockets
from oro_udp.udp_route import udp_route

__all__ = ("Sent", "TransferRoutes")


class Sent(TypedDict):
    """A datagram that the kernel has taken."""

    id: str
    status: int


class TransferRoutes:
    """Sending and receiving."""

    def __init__(self, host: Host, sockets: Sockets, addresses: Addresses) -> None:
        self._host = host
        self._sockets = sockets
        self._addresses = addresses

    @udp_route("udp.send")
    async def send(
        self, call: Call, *, id: str, port: int = 0, address: str = "", ephemeral: bool = False, family: Family = 0
    ) -> Sent:
        """Send the body as one datagram, to the peer of a connected socket or else to an address.

        A socket is opened when there is none; an `ephemeral` one is closed after it.
        If cancelled, nothing was sent.

        Raises:
            OutOfScope: the permission is narrowed to others.
            ErrnoError: the kernel refused; ECANCELED, the socket was closed first.
            LookupFailed: the name leads nowhere.
        """
        held = self._sockets.find(call, id)
        to = None
        if held is None or held.socket.peer is None:
            to = await self._destination(address, port, family if held is None else held.family)
            held = self._sockets.find(call, id) or self._sockets.open(call, id, to, ephemeral=ephemeral)
        held.sending += 1
        try:
            await held.socket.send(call.body, to)
        finally:
            held.sending -= 1
            if held.socket.ephemeral and not held.sending:
                self._sockets.close(held)
        return {"id": id, "status": 0}

    @udp_route("udp.readStart")
    def read_start(self, call: Call, *, id: str) -> Id:
        """Deliver datagrams to the page until it stops them or is gone; see `Outlet` for how and what is dropped.

        Raises:
            NotRunning: there is no socket of that id.
            IsClosed: the app is paused.
            AlreadyReceiving: it does so already.
        """
        held = self._sockets.get(call, id)
        if held.receiving:
            raise AlreadyReceiving(id)
        if held.window is None:
            raise Unsupported("Cannot receive datagrams: a caller without a window cannot be told of them")
        if held.outlet is None:
            held.outlet = Outlet(self._host, held.window, id)
        self._sockets.receive(held)
        return {"id": id}

    @udp_route("udp.readStop")
    def read_stop(self, call: Call, *, id: str) -> Id:
        """Deliver no more datagrams; the kernel keeps what its buffer holds.

        Raises:
            NotRunning: there is no socket of that id.
            NotReceiving: it does not.
        """
        held = self._sockets.get(call, id)
        if not held.receiving:
            raise NotReceiving(id)
        held.receiving = False
        held.stop()
        return {"id": id}

    async def _destination(self, address: str, port: int, family: Family) -> SockAddr:
        asked = address or LOOPBACK[socket.AF_INET6 if family == 6 else socket.AF_INET]
        sockaddr = await self._addresses.resolve(asked, port, family)
        self._addresses.check_peer("send to", asked, sockaddr)
        return sockaddr
