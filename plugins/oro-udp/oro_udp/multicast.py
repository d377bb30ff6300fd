"""Multicast memberships as the kernel takes them. Sans-IO but for the names of interfaces.

Rules
1. A group and the source of a source-specific membership are IP addresses of one family.
2. The interface of an IPv4 membership is one of its addresses; that of an IPv6 one is the zone of an
   address (`::%eth0`, or the group's own zone). Empty lets the system choose.
3. What is no address is EINVAL, as the kernel says of what it does not know.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
from ipaddress import ip_address

from msgspec import Struct

from oro_framework.endpoints import zone_index
from oro_framework.errors import Unsupported

__all__ = ("Membership", "SockOption", "interface_option")

SockOption = tuple[int, int, int | bytes]
"""Level, name and value for setsockopt."""

# Python names these from 3.12 on, and only some of them.
_SOURCE_V4 = {"linux": (39, 40), "darwin": (70, 71)}
_SOURCE_ANY = {"linux": (46, 47), "darwin": (82, 83)}


class Membership(Struct, frozen=True):
    """A group a socket listens to, and the only source it wants, if any."""

    group: str
    interface: str = ""
    source: str = ""

    @property
    def family(self) -> socket.AddressFamily:
        """The family of the group.

        Raises:
            OSError: EINVAL, it is no address.
        """
        return _parsed(self.group)[0]

    def option(self, *, join: bool) -> SockOption:
        """Return the socket option that joins or leaves.

        Raises:
            OSError: EINVAL, one of the addresses is none, or of the other family.
            Unsupported: this platform has no source-specific membership that is known here.
        """
        family, group, zone = _parsed(self.group)
        if family == socket.AF_INET:
            return self._v4(group, join)
        index = self._index(zone)
        if self.source:
            return socket.IPPROTO_IPV6, _which(_SOURCE_ANY, join), self._group_source(group, index)
        name = socket.IPV6_JOIN_GROUP if join else socket.IPV6_LEAVE_GROUP
        return socket.IPPROTO_IPV6, name, group + struct.pack("@I", index)

    def _v4(self, group: bytes, join: bool) -> SockOption:
        interface = _packed(self.interface or "0.0.0.0", socket.AF_INET)
        if not self.source:
            name = socket.IP_ADD_MEMBERSHIP if join else socket.IP_DROP_MEMBERSHIP
            return socket.IPPROTO_IP, name, group + interface
        source = _packed(self.source, socket.AF_INET)
        rest = source + interface if sys.platform == "darwin" else interface + source
        return socket.IPPROTO_IP, _which(_SOURCE_V4, join), group + rest

    def _index(self, zone: int) -> int:
        if not self.interface:
            return zone
        family, _, index = _parsed(self.interface)
        if family != socket.AF_INET6:
            raise OSError(errno.EINVAL, "the interface of an IPv6 group is no IPv6 address")
        return index

    def _group_source(self, group: bytes, index: int) -> bytes:
        """`struct group_source_req`: the index, padding, and two `sockaddr_storage`."""
        source = _packed(self.source, socket.AF_INET6)
        return struct.pack("@I4x", index) + _storage(group) + _storage(source)


def interface_option(family: socket.AddressFamily, address: str) -> SockOption:
    """Return the option that names the interface multicast leaves by.

    Raises:
        OSError: EINVAL, it is no address; ENOPROTOOPT, it is one of the other family.
    """
    kind, packed, index = _parsed(address)
    if kind != family:
        raise OSError(errno.ENOPROTOOPT, "an address of the other family")
    if family == socket.AF_INET:
        return socket.IPPROTO_IP, socket.IP_MULTICAST_IF, packed
    return socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index


def _parsed(address: str) -> tuple[socket.AddressFamily, bytes, int]:
    host, _, zone = address.partition("%")
    try:
        parsed = ip_address(host)
    except ValueError as error:
        raise OSError(errno.EINVAL, "no address") from error
    if parsed.version == 4:
        if zone:
            raise OSError(errno.EINVAL, "an IPv4 address has no zone")
        return socket.AF_INET, parsed.packed, 0
    try:
        return socket.AF_INET6, parsed.packed, zone_index(zone)
    except OSError as error:
        raise OSError(errno.EINVAL, "no such interface") from error


def _packed(address: str, family: socket.AddressFamily) -> bytes:
    kind, packed, _ = _parsed(address)
    if kind != family:
        raise OSError(errno.EINVAL, "an address of the other family")
    return packed


def _which(names: dict[str, tuple[int, int]], join: bool) -> int:
    if sys.platform not in names:
        raise Unsupported(f"Cannot use a source-specific membership: it is not known how on {sys.platform}")
    return names[sys.platform][0 if join else 1]


def _storage(packed: bytes) -> bytes:
    """An IPv6 address as `sockaddr_storage`."""
    head = struct.pack("@BB", 28, socket.AF_INET6) if sys.platform == "darwin" else struct.pack("@H", socket.AF_INET6)
    return (head + bytes(6) + packed).ljust(128, b"\0")
