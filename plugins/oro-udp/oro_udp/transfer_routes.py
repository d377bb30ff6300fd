"""Routes that move datagrams."""

from __future__ import annotations

import errno
import socket
from functools import partial
from typing import TypedDict

from oro_framework.endpoints import LOOPBACK, SockAddr
from oro_framework.errors import ErrnoError, Unsupported
from oro_framework.types import Call
from oro_udp.base import Family, Held, Id, udp_route, udp_route_at_once
from oro_udp.errors import AlreadyReceiving, NotReceiving
from oro_udp.outlet import Outlet
from oro_udp.receiver import Receiver
from oro_udp.socket_routes import SocketRoutes

__all__ = ("Sent", "TransferRoutes")


class Sent(TypedDict):
    """A datagram that the kernel has taken."""

    id: str
    status: int


class TransferRoutes(SocketRoutes):
    """Sending and receiving."""

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
        held = self.find(call, id)
        to = None
        if held is None or held.socket.peer is None:
            to = await self._destination(address, port, family if held is None else held.family)
            held = held or self._open(call, id, to, ephemeral=ephemeral)[0]
        held.sending += 1
        try:
            await held.socket.send(call.body, to)
        finally:
            held.sending -= 1
            if held.socket.ephemeral and not held.sending:
                self.end(held)
        return {"id": id, "status": 0}

    @udp_route_at_once("udp.readStart")
    def read_start(self, call: Call, *, id: str) -> Id:
        """Deliver datagrams to the page, until it says stop or goes; see `Outlet` for how and what is dropped.

        Raises:
            NotRunning: there is no socket of that id.
            IsClosed: the app is paused.
            AlreadyReceiving: it does so already.
        """
        held = self.get(call, id)
        if held.receiving:
            raise AlreadyReceiving(id)
        if held.window is None:
            raise Unsupported("Cannot receive datagrams: a caller without a window cannot be told of them")
        if held.outlet is None:
            held.outlet = Outlet(self.host, held.window, id)
        self.receive(held)
        return {"id": id}

    @udp_route_at_once("udp.readStop")
    def read_stop(self, call: Call, *, id: str) -> Id:
        """Deliver no more datagrams; the kernel keeps what its buffer holds.

        Raises:
            NotRunning: there is no socket of that id.
            NotReceiving: it does not.
        """
        held = self.get(call, id)
        if not held.receiving:
            raise NotReceiving(id)
        held.receiving = False
        held.stop()
        return {"id": id}

    def receive(self, held: Held) -> None:
        """Start the task that receives.

        Raises:
            IsClosed: the app is paused.
        """
        assert held.outlet is not None
        held.receiver = Receiver(held.socket.raw, held.outlet, self.peers)
        held.receiving = True
        self.tasks.start_soon(held.receiver.run, partial(self.lose, held))

    def lose(self, held: Held, error: OSError) -> None:
        """Tell the page that a socket cannot go on, and close it."""
        self.end(held)
        if held.outlet is not None:
            held.outlet.error(ErrnoError(error.errno or errno.EIO).as_err())
            held.outlet.end()

    async def _destination(self, address: str, port: int, family: Family) -> SockAddr:
        asked = address or LOOPBACK[socket.AF_INET6 if family == 6 else socket.AF_INET]
        sockaddr = await self.resolve(asked, port, family)
        self.check_peer("send to", asked, sockaddr)
        return sockaddr
