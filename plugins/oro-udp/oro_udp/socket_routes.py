"""Routes that open, connect and close sockets, and tell where they are."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.endpoints import Endpoint, check_id
from oro_framework.types import Call
from oro_udp.addresses import Addresses
from oro_udp.errors import AlreadyBound, IsConnected, NotConnected
from oro_udp.shapes import Family, Id, Name, name_of
from oro_udp.sockets import Sockets
from oro_udp.udp_route import udp_route
from oro_udp.window_socket import WindowSocket

__all__ = ("Listening", "SocketRoutes", "State")


class Listening(TypedDict):
    """A socket that has an address."""

    id: str
    port: int
    event: Literal["listening"]
    family: Literal["IPv4", "IPv6"]
    address: str


class State(TypedDict):
    """The state of a socket."""

    id: str
    type: Literal["udp"]
    bound: bool
    active: bool
    closed: bool
    closing: bool
    connected: bool
    ephemeral: bool


class SocketRoutes:
    """Routes from `udp.bind` to `udp.close`."""

    def __init__(self, sockets: Sockets, addresses: Addresses) -> None:
        self._sockets = sockets
        self._addresses = addresses

    @udp_route("udp.bind")
    async def bind(
        self,
        call: Call,
        *,
        id: str,
        port: int,
        address: str = "0.0.0.0",
        reuseAddr: bool = False,
        ipv6Only: bool = False,
        family: Family = 0,
    ) -> Listening:
        """Open a socket at an address of this machine, of `family` alone if given; port 0 is any free one.

        If cancelled, nothing was opened.

        Raises:
            AlreadyBound: the window has a socket of that id.
            OutOfScope: the permission is narrowed to other addresses.
            ErrnoError: the kernel refused.
        """
        sockaddr = await self._addresses.resolve(address or "0.0.0.0", port, family)
        if self._sockets.find(call, check_id(id)) is not None:
            raise AlreadyBound(id)
        self._addresses.check_bind(address, sockaddr)
        held = self._sockets.open(call, id, sockaddr, reuse=reuseAddr, v6_only=ipv6Only)
        try:
            held.socket.bind(sockaddr)
            local = held.socket.local
        except BaseException:
            self._sockets.close(held)
            raise
        return {
            "id": id,
            "port": local.port,
            "event": "listening",
            "family": local.family,
            "address": local.address,
        }

    @udp_route("udp.connect")
    async def connect(self, call: Call, *, id: str, port: int, address: str = "0.0.0.0", family: Family = 0) -> Name:
        """Let a socket exchange datagrams with one peer alone; a new one is opened when there is none.

        If cancelled, it is not connected.

        Raises:
            IsConnected: it has a peer already.
            OutOfScope: the permission is narrowed to others.
            ErrnoError: the kernel refused.
            LookupFailed: the name leads nowhere.
        """
        held = self._sockets.find(call, check_id(id))
        if held is not None and held.socket.peer is not None:
            raise IsConnected(id)
        sockaddr = await self._addresses.resolve(address or "0.0.0.0", port, family if held is None else held.family)
        self._addresses.check_peer("connect to", address, sockaddr)
        present = self._sockets.find(call, id)
        held = present or self._sockets.open(call, id, sockaddr)
        try:
            held.socket.connect(sockaddr)
        except BaseException:
            if present is None:
                self._sockets.close(held)
            raise
        return _peer(held)

    @udp_route("udp.disconnect")
    def disconnect(self, call: Call, *, id: str) -> Id:
        """Let a socket forget its peer.

        Raises:
            NotConnected: it has none, or there is no such socket.
        """
        held = self._sockets.find(call, id)
        if held is None:
            raise NotConnected(id)
        held.socket.disconnect()
        return {"id": id}

    @udp_route("udp.getPeerName")
    def get_peer_name(self, call: Call, *, id: str) -> Name:
        """Tell the peer of a connected socket.

        Raises:
            NotConnected: it has none, or there is no such socket.
        """
        held = self._sockets.find(call, id)
        if held is None:
            raise NotConnected(id)
        return _peer(held)

    @udp_route("udp.getSockName")
    def get_sock_name(self, call: Call, *, id: str) -> Name:
        """Tell the address of a socket.

        Raises:
            NotRunning: there is none of that id.
        """
        held = self._sockets.get(call, id)
        return name_of(id, held.socket.local)

    @udp_route("udp.getState")
    def get_state(self, call: Call, *, id: str) -> State:
        """Tell the state of a socket; `closed` means the app is paused.

        Raises:
            NotRunning: there is none of that id.
        """
        held = self._sockets.get(call, id)
        return {
            "id": id,
            "type": "udp",
            "bound": True,
            "active": held.receiver is not None,
            "closed": held.socket.suspended,
            "closing": held.socket.closing,
            "connected": held.socket.peer is not None,
            "ephemeral": held.socket.ephemeral,
        }

    @udp_route("udp.close")
    def close(self, call: Call, *, id: str) -> Id:
        """Close a socket; sends that wait fail with ECANCELED.

        Raises:
            NotRunning: there is none of that id.
        """
        self._sockets.close(self._sockets.get(call, id))
        return {"id": id}


def _peer(held: WindowSocket) -> Name:
    if held.socket.peer is None:
        raise NotConnected(held.id)
    return name_of(held.id, Endpoint.of(held.socket.peer))
