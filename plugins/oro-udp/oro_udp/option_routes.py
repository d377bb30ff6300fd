"""Routes for the options that Node's dgram sets on a socket."""

from __future__ import annotations

import errno
import socket
from typing import Any, Literal, TypedDict

from oro_framework.types import Call
from oro_udp.addresses import Addresses
from oro_udp.errors import NoSocket
from oro_udp.multicast import Membership, interface_option
from oro_udp.shapes import Id
from oro_udp.sockets import Sockets
from oro_udp.udp_route import udp_route

__all__ = ("OptionRoutes", "Size")

_V4, _V6 = socket.IPPROTO_IP, socket.IPPROTO_IPV6
_BUFFERS = (socket.SO_SNDBUF, socket.SO_RCVBUF)
_LARGEST = (1 << 31) - 1


class Size(TypedDict):
    """The size of a buffer of a socket."""

    id: str
    size: int


class OptionRoutes:
    """Buffers, broadcast, time to live, multicast."""

    def __init__(self, sockets: Sockets, addresses: Addresses) -> None:
        self._sockets = sockets
        self._addresses = addresses

    @udp_route("os.bufferSize")
    def buffer_size(self, call: Call, *, id: str, buffer: Literal[0, 1] = 0, size: int = 0) -> dict[str, Any]:
        """Tell how many bytes a socket's buffer holds, setting it before unless `size` is 0.

        Args:
            call: the call.
            id: the socket.
            buffer: 0 for what is sent, 1 for what is received.
            size: Linux doubles it for its own needs.

        Raises:
            NoSocket: there is none of that id.
            ErrnoError: the kernel refused.
        """
        held = self._sockets.find(call, id)
        if held is None:
            raise NoSocket(id)
        if not 0 <= size <= _LARGEST:
            raise OSError(errno.EINVAL, "no size of a buffer")
        if size:
            held.socket.set_option((socket.SOL_SOCKET, _BUFFERS[buffer], size))
        now = held.socket.raw.getsockopt(socket.SOL_SOCKET, _BUFFERS[buffer])
        answer: Size = {"id": id, "size": now}
        return {"source": "bufferSize", "id": id, "data": answer}

    @udp_route("udp.setBroadcast")
    def set_broadcast(self, call: Call, *, id: str, value: bool) -> Id:
        """Let a socket send to broadcast addresses, or not.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: the kernel refused.
        """
        self._sockets.get(call, id).socket.set_option((socket.SOL_SOCKET, socket.SO_BROADCAST, int(value)))
        return {"id": id}

    @udp_route("udp.setTTL")
    def set_ttl(self, call: Call, *, id: str, ttl: int) -> Id:
        """Set how many routers a datagram may cross, 1 to 255.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: EINVAL, the number is out of range.
        """
        self._set(call, id, _within(ttl, 1), (_V4, socket.IP_TTL), (_V6, socket.IPV6_UNICAST_HOPS))
        return {"id": id}

    @udp_route("udp.setMulticastTTL")
    def set_multicast_ttl(self, call: Call, *, id: str, ttl: int) -> Id:
        """Set how many routers a multicast datagram may cross, 0 to 255.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: EINVAL, the number is out of range.
        """
        self._set(call, id, _within(ttl, 0), (_V4, socket.IP_MULTICAST_TTL), (_V6, socket.IPV6_MULTICAST_HOPS))
        return {"id": id}

    @udp_route("udp.setMulticastLoopback")
    def set_multicast_loopback(self, call: Call, *, id: str, value: bool) -> Id:
        """Let this machine hear the multicast a socket sends, or not.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: the kernel refused.
        """
        self._set(call, id, int(value), (_V4, socket.IP_MULTICAST_LOOP), (_V6, socket.IPV6_MULTICAST_LOOP))
        return {"id": id}

    @udp_route("udp.setMulticastInterface")
    def set_multicast_interface(self, call: Call, *, id: str, interface: str) -> Id:
        """Choose the interface multicast leaves by: an IPv4 address of it, or its zone as `::%eth0`.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: EINVAL, it is no address of an interface.
        """
        held = self._sockets.get(call, id)
        held.socket.set_option(interface_option(held.socket.family, interface))
        return {"id": id}

    @udp_route("udp.addMembership")
    def add_membership(self, call: Call, *, id: str, group: str, interface: str = "", source: str = "") -> Id:
        """Listen to a multicast group, with `source` to what that address sends to it alone.

        Raises:
            NotRunning: there is none of that id.
            OutOfScope: the permission is narrowed to others.
            ErrnoError: the kernel refused.
        """
        held = self._sockets.get(call, id)
        self._addresses.check_group(group)
        held.socket.join(Membership(group, interface, source))
        return {"id": id}

    @udp_route("udp.dropMembership")
    def drop_membership(self, call: Call, *, id: str, group: str, interface: str = "", source: str = "") -> Id:
        """Listen to a multicast group no more.

        Raises:
            NotRunning: there is none of that id.
            ErrnoError: EADDRNOTAVAIL, it did not.
        """
        self._sockets.get(call, id).socket.leave(Membership(group, interface, source))
        return {"id": id}

    def _set(self, call: Call, id: str, value: int, v4: tuple[int, int], v6: tuple[int, int]) -> None:
        held = self._sockets.get(call, id)
        level, name = v6 if held.socket.family == socket.AF_INET6 else v4
        held.socket.set_option((level, name, value))


def _within(value: int, low: int) -> int:
    if low <= value <= 255:
        return value
    raise OSError(errno.EINVAL, "out of range")
