"""The hosts, ports and paths pages may reach, and the addresses names lead to."""

from __future__ import annotations

import os
from typing import Literal

from oro_framework.endpoints import Endpoint, SockAddr, check_port, literal
from oro_framework.errors import InvalidArgument
from oro_framework.lookup import lookup
from oro_framework.protected import Use
from oro_framework.scopes import HostPattern, HostScope
from oro_framework.types import Host
from oro_tls.errors import OutOfScope
from oro_tls.paths import PathScope
from oro_tls.sockets.attempts import ConnectReport
from oro_tls.target import Target

__all__ = ("Family", "Access")

Family = Literal[0, 4, 6]


class Access:
    """Resolves names, and checks hosts, ports and paths against what a service's permission is narrowed to.

    Args:
        host: logs every check.
        service: the name of the service, which is that of its permission.
        peers: the hosts pages may connect to, or be connected to by.
        binds: the local addresses pages may listen on.
        paths: the Unix sockets pages may use; None where there are none.
    """

    def __init__(
        self, host: Host, service: str, *, peers: HostScope, binds: HostScope, paths: PathScope | None = None
    ) -> None:
        self._host = host
        self._service = service
        self._peers = peers
        self._binds = binds
        self._paths = paths

    async def addresses(self, target: Target, report: ConnectReport) -> list[SockAddr]:
        """Return the addresses a connection may lead to, in the order to try.

        Raises:
            InvalidArgument: the port is none, or what is given as an address.
            LookupFailed: the name leads nowhere.
            OutOfScope: the permission is narrowed to others.
        """
        check_port(target.port)
        known = _literals(target) or await self.resolve(target.host, target.port, target.family)
        if literal(target.host, target.port) is None:
            report.addresses = [{"address": item[0], "family": 6 if len(item) == 4 else 4} for item in known]
        order = target.order(known)
        allowed = [item for item in order if self._reaches(target, item)]
        if not self._scoped("peers", target.host, target.port, bool(allowed)):
            raise OutOfScope(
                f'Cannot connect to "{target.host}" port {target.port}: '
                f"permissions_{self._service}_peers allows only {self._peers}"
            )
        return allowed

    def _reaches(self, target: Target, address: SockAddr) -> bool:
        """Return whether pages may reach an address; a page that found the address itself is held to that alone."""
        if target.given:
            return self._peers.allows(address[0], target.port)
        return self._peers.allows(target.host, target.port, led_to=address[0])

    def check_peer(self, host: str, peer: Endpoint) -> None:
        """Raise unless pages may reach that host, which is at that address.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        if not self._scoped("peers", host, peer.port, self._peers.allows(host, peer.port, led_to=peer.address)):
            raise OutOfScope(
                f'Cannot connect to "{host}" port {peer.port}: '
                f"permissions_{self._service}_peers allows only {self._peers}"
            )

    async def resolve(self, host: str, port: int, family: Family = 0) -> list[SockAddr]:
        """Return the kernel's forms of an address or name, at least one.

        Raises:
            LookupFailed: the name leads nowhere.
        """
        if (known := literal(host, port)) is not None:
            return [known]
        found = [literal(item.address, port) for item in await lookup(host, family=family)]
        usable = [item for item in found if item is not None]
        if not usable:
            raise InvalidArgument(f'Cannot use "{host}": it leads to no IP address')
        return usable

    def check_bind(self, address: str, sockaddr: SockAddr) -> None:
        """Raise unless pages may bind that address.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        allowed = self._binds.allows(address, sockaddr[1] or None, led_to=sockaddr[0])
        if not self._scoped("binds", address, sockaddr[1], allowed):
            raise OutOfScope(
                f'Cannot listen on "{address}" port {sockaddr[1]}: '
                f"permissions_{self._service}_binds allows only {self._binds}"
            )

    def check_path(self, what: str, path: str, use: Use) -> None:
        """Raise unless pages may use that Unix socket.

        Raises:
            OutOfScope: the permission is narrowed to others, or the file is not for pages.
            InvalidArgument: the service has no Unix sockets.
        """
        if self._paths is None:
            raise InvalidArgument(f'Cannot {what} "{path}": only net has Unix sockets')
        if not self._host.scoped("permissions_net_paths", path, self._paths.allows(path)):
            raise OutOfScope(f'Cannot {what} "{path}": permissions_net_paths allows only {self._paths}')
        if "\0" in path:
            return
        guard = self._host.path_guard
        refusal = guard.protects if self._paths.entries else guard.refusal
        if (why := refusal(os.path.realpath(path), use)) is not None:
            raise OutOfScope(f'Cannot {what} "{path}": {why}')

    def _scoped(self, what: str, host: str, port: int, allowed: bool) -> bool:
        return self._host.scoped(f"permissions_{self._service}_{what}", HostPattern.exact(host, port), allowed)

    def admits(self, peer: Endpoint | None) -> bool:
        """Return whether a peer may connect to servers; its port is of no matter."""
        return peer is None or self._peers.allows(peer.address)


def _literals(target: Target) -> list[SockAddr]:
    found = [(text, literal(text, target.port)) for text in target.given]
    for text, address in found:
        if address is None:
            raise InvalidArgument(f'Cannot connect to "{text[:80]}": it is no address')
    return [address for _, address in found if address is not None]
