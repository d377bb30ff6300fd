"""Routes that open, connect and close sockets, and tell where they are."""

from __future__ import annotations

from typing import Literal, TypedDict

from oro_framework.endpoints import Endpoint, SockAddr, check_id, family_of
from oro_framework.types import Call
from oro_udp.base import Base, Family, Held, Id, Name, udp_route, udp_route_at_once
from oro_udp.errors import AlreadyBound, IsConnected, NotConnected
from oro_udp.sock import Socket

__all__ = ("Listening", "SocketRoutes", "State")


class Listening(TypedDict):
    """A socket that has an address."""

    id: str
    port: int
    event: Literal["listening"]
    family: Literal["IPv4", "IPv6"]
    address: str


class State(TypedDict):
    """What a socket is doing."""

    id: str
    type: Literal["udp"]
    bound: bool
    active: bool
    closed: bool
    closing: bool
    connected: bool
    ephemeral: bool


class SocketRoutes(Base):
    """Sockets, from bind to close."""

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
        sockaddr = await self.resolve(address or "0.0.0.0", port, family)
        if self.find(call, check_id(id)) is not None:
            raise AlreadyBound(id)
        self.check_bind(address, sockaddr)
        held = self.add(call, lambda: Socket(id, family_of(sockaddr), reuse=reuseAddr, v6_only=ipv6Only), id)
        try:
            held.socket.bind(sockaddr)
            local = held.socket.local
        except BaseException:
            self.end(held)
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
        held = self.find(call, check_id(id))
        if held is not None and held.socket.peer is not None:
            raise IsConnected(id)
        sockaddr = await self.resolve(address or "0.0.0.0", port, family if held is None else held.family)
        self.check_peer("connect to", address, sockaddr)
        held, opened = self._open(call, id, sockaddr)
        try:
            held.socket.connect(sockaddr)
        except BaseException:
            if opened:
                self.end(held)
            raise
        return self._peer(held)

    @udp_route_at_once("udp.disconnect")
    def disconnect(self, call: Call, *, id: str) -> Id:
        """Let a socket forget its peer.

        Raises:
            NotConnected: it has none, or there is no such socket.
        """
        held = self.find(call, id)
        if held is None:
            raise NotConnected(id)
        held.socket.disconnect()
        return {"id": id}

    @udp_route_at_once("udp.getPeerName")
    def get_peer_name(self, call: Call, *, id: str) -> Name:
        """Tell the peer of a connected socket.

        Raises:
            NotConnected: it has none, or there is no such socket.
        """
        held = self.find(call, id)
        if held is None:
            raise NotConnected(id)
        return self._peer(held)

    @udp_route_at_once("udp.getSockName")
    def get_sock_name(self, call: Call, *, id: str) -> Name:
        """Tell the address of a socket.

        Raises:
            NotRunning: there is none of that id.
        """
        held = self.get(call, id)
        return held.name(held.socket.local)

    @udp_route_at_once("udp.getState")
    def get_state(self, call: Call, *, id: str) -> State:
        """Tell what a socket is doing; `closed` means the app is paused.

        Raises:
            NotRunning: there is none of that id.
        """
        held = self.get(call, id)
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

    @udp_route_at_once("udp.close")
    def close(self, call: Call, *, id: str) -> Id:
        """Close a socket; sends that wait fail with ECANCELED.

        Raises:
            NotRunning: there is none of that id.
        """
        self.end(self.get(call, id))
        return {"id": id}

    def _open(self, call: Call, id: str, sockaddr: SockAddr, *, ephemeral: bool = False) -> tuple[Held, bool]:
        """Return the socket of that id, made when there is none, and whether it was."""
        held = self.find(call, check_id(id))
        if held is not None:
            return held, False
        return self.add(call, lambda: Socket(id, family_of(sockaddr), ephemeral=ephemeral), id), True

    def _peer(self, held: Held) -> Name:
        if held.socket.peer is None:
            raise NotConnected(held.socket.id)
        return held.name(Endpoint.of(held.socket.peer))
