"""The addresses pages may use: names resolved, and held against the scopes of the permission."""

from __future__ import annotations

import errno
import socket

from oro_framework.endpoints import Endpoint, SockAddr, check_port, literal
from oro_framework.errors import InvalidArgument
from oro_framework.lookup import lookup
from oro_framework.scopes import HostPattern
from oro_framework.types import Host
from oro_udp import settings
from oro_udp.errors import OutOfScope
from oro_udp.shapes import Family

__all__ = ("Addresses",)


class Addresses:
    """Resolves names, and checks addresses against `permissions_udp_peers` and `permissions_udp_binds`."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.peers = host.settings[settings.PEERS]
        self._binds = host.settings[settings.BINDS]

    async def resolve(self, address: str, port: int, family: Family = 0) -> SockAddr:
        """Return the kernel's form of an address or name.

        Args:
            address: a name, or an address.
            port: 0 to 65535.
            family: the only family that will do, 4 or 6.

        Raises:
            InvalidArgument: the port is none.
            LookupFailed: the name leads nowhere.
            OSError: EINVAL, the address is of the other family.
        """
        check_port(port)
        if (known := literal(address, port)) is not None:
            if family and (len(known) == 4) != (family == 6):
                raise OSError(errno.EINVAL, "an address of the other family")
            return known
        found = await lookup(address, family=family, kind=socket.SOCK_DGRAM)
        sockaddr = literal(found[0].address, port) if found else None
        if sockaddr is None:
            raise InvalidArgument(f'Cannot use "{address}": it leads to no IP address')
        return sockaddr

    def check_peer(self, what: str, address: str, sockaddr: SockAddr) -> None:
        """Raise unless pages may exchange datagrams with that host and port.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        allowed = self.peers.allows(address, sockaddr[1], led_to=sockaddr[0])
        if not self._host.scoped("permissions_udp_peers", HostPattern.exact(address, sockaddr[1]), allowed):
            raise OutOfScope(
                f'Cannot {what} "{Endpoint.of(sockaddr).address}" port {sockaddr[1]}: '
                f"permissions_udp_peers allows only {self.peers}"
            )

    def check_bind(self, address: str, sockaddr: SockAddr) -> None:
        """Raise unless pages may bind that address.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        allowed = self._binds.allows(address, sockaddr[1] or None, led_to=sockaddr[0])
        if not self._host.scoped("permissions_udp_binds", HostPattern.exact(address, sockaddr[1]), allowed):
            raise OutOfScope(
                f'Cannot bind "{address}" port {sockaddr[1]}: permissions_udp_binds allows only {self._binds}'
            )

    def check_group(self, group: str) -> None:
        """Raise unless pages may listen to that multicast group.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        if not self._host.scoped("permissions_udp_peers", HostPattern.exact(group), self.peers.allows(group)):
            raise OutOfScope(f'Cannot join "{group}": permissions_udp_peers allows only {self.peers}')
