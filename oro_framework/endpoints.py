"""Network addresses: from the text of a page to the kernel's form and back. Looks up names of interfaces only."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, Literal

from msgspec import Struct

from oro_framework.errors import InvalidArgument

__all__ = ("ANY", "LOOPBACK", "Endpoint", "SockAddr", "check_id", "check_port", "family_of", "literal", "zone_index")

SockAddr = tuple[str, int] | tuple[str, int, int, int]

ANY = {socket.AF_INET: "0.0.0.0", socket.AF_INET6: "::"}
LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


class Endpoint(Struct, frozen=True):
    """An address and a port, as pages receive them."""

    address: str
    port: int

    @classmethod
    def of(cls, sockaddr: Sequence[Any]) -> Endpoint:
        """Read an address of the kernel; the zone of an IPv6 address becomes the name of its interface."""
        address, port = sockaddr[0], sockaddr[1]
        if len(sockaddr) == 4 and sockaddr[3]:
            address = f"{address}%{_zone_name(sockaddr[3])}"
        return cls(address, port)

    @property
    def family(self) -> Literal["IPv4", "IPv6"]:
        return "IPv6" if ":" in self.address else "IPv4"


def check_id(id: str) -> str:
    """Return `id` when it is a valid id.

    Raises:
        InvalidArgument: it is not decimal text of an unsigned 64-bit number.
    """
    if id.isascii() and id.isdigit() and len(id) <= 20 and int(id) < 1 << 64:
        return id
    raise InvalidArgument(f"Cannot use {id[:40]!r} as an id: it must be a decimal number below 2^64")


def check_port(port: int) -> int:
    """Return `port` when it is a valid port.

    Raises:
        InvalidArgument: it is below 0 or above 65535.
    """
    if 0 <= port <= 65535:
        return port
    raise InvalidArgument(f"Cannot use {port} as a port: it must be 0 to 65535")


def literal(address: str, port: int) -> SockAddr | None:
    """Return the kernel's form of an address, or None when the text is a name.

    Raises:
        OSError: its zone is no interface.
    """
    host, _, zone = address.partition("%")
    try:
        version = ip_address(host).version
    except ValueError:
        return None
    if version == 4:
        return (host, port) if host == address else None
    return (host, port, 0, zone_index(zone))


def family_of(sockaddr: SockAddr) -> socket.AddressFamily:
    """Return the address family of a socket address."""
    return socket.AF_INET6 if len(sockaddr) == 4 else socket.AF_INET


def zone_index(zone: str) -> int:
    """Return the index of an interface written by name or number; 0 for none.

    Raises:
        OSError: there is no such interface.
    """
    if not zone:
        return 0
    if zone.isascii() and zone.isdigit():
        if len(zone) < 10:
            return int(zone)
        raise OSError(errno.ENXIO, "no such interface")
    try:
        return socket.if_nametoindex(zone)
    except ValueError as error:
        raise OSError(errno.ENXIO, "no such interface") from error


def _zone_name(index: int) -> str:
    try:
        return socket.if_indextoname(index)
    except OSError:
        return str(index)
