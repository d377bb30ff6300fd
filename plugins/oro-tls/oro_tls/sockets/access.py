"""Whom pages may reach, and where names lead."""

from __future__ import annotations

import os
from typing import ClassVar, Literal

from oro_framework.endpoints import Endpoint, SockAddr, check_port, literal
from oro_framework.errors import InvalidArgument
from oro_framework.lookup import lookup
from oro_framework.protected import Use
from oro_framework.scopes import HostPattern, HostScope
from oro_framework.types import Host, Setting
from oro_tls.errors import OutOfScope
from oro_tls.paths import PathScope
from oro_tls.sockets.attempts import Journey
from oro_tls.sockets.held_sockets import Holder
from oro_tls.target import Target

__all__ = ("Family", "PageAccess")

Family = Literal[0, 4, 6]


class PageAccess(Holder):
    """A service whose permission may be narrowed to hosts, ports and paths."""

    peers_setting: ClassVar[Setting[HostScope]]
    binds_setting: ClassVar[Setting[HostScope]]

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.peers = host.settings[self.peers_setting]
        self.binds = host.settings[self.binds_setting]
        self.paths: PathScope | None = None
        """Unix sockets pages may use; None when there are none here."""

    async def addresses(self, target: Target, journey: Journey) -> list[SockAddr]:
        """Return where a connection may lead, in the order to try.

        Raises:
            InvalidArgument: the port is none, or what is given as an address.
            LookupFailed: the name leads nowhere.
            OutOfScope: the permission is narrowed to others.
        """
        check_port(target.port)
        known = _literals(target) or await self.resolve(target.host, target.port, target.family)
        if literal(target.host, target.port) is None:
            journey.addresses = [{"address": item[0], "family": 6 if len(item) == 4 else 4} for item in known]
        order = target.order(known)
        allowed = [item for item in order if self._reaches(target, item)]
        if not self._told("peers", target.host, target.port, bool(allowed)):
            raise OutOfScope(
                f'Cannot connect to "{target.host}" port {target.port}: '
                f"permissions_{self.name}_peers allows only {self.peers}"
            )
        return allowed

    def _reaches(self, target: Target, address: SockAddr) -> bool:
        """A page that says itself where a name leads is held to the address."""
        if target.given:
            return self.peers.allows(address[0], target.port)
        return self.peers.allows(target.host, target.port, led_to=address[0])

    def check_peer(self, host: str, peer: Endpoint) -> None:
        """Raise unless pages may reach that host, which is at that address.

        Raises:
            OutOfScope: the permission is narrowed to others.
        """
        if not self._told("peers", host, peer.port, self.peers.allows(host, peer.port, led_to=peer.address)):
            raise OutOfScope(
                f'Cannot connect to "{host}" port {peer.port}: permissions_{self.name}_peers allows only {self.peers}'
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
        allowed = self.binds.allows(address, sockaddr[1] or None, led_to=sockaddr[0])
        if not self._told("binds", address, sockaddr[1], allowed):
            raise OutOfScope(
                f'Cannot listen on "{address}" port {sockaddr[1]}: '
                f"permissions_{self.name}_binds allows only {self.binds}"
            )

    def check_path(self, what: str, path: str, use: Use) -> None:
        """Raise unless pages may use that Unix socket.

        Raises:
            OutOfScope: the permission is narrowed to others, or has none, or the file is not for pages.
        """
        if self.paths is None:
            raise InvalidArgument(f'Cannot {what} "{path}": only net has Unix sockets')
        if not self.host.scoped("permissions_net_paths", path, self.paths.allows(path)):
            raise OutOfScope(f'Cannot {what} "{path}": permissions_net_paths allows only {self.paths}')
        if "\0" in path:
            return
        guard = self.host.path_guard
        ask = guard.protects if self.paths.entries else guard.refusal
        if (why := ask(os.path.realpath(path), use)) is not None:
            raise OutOfScope(f'Cannot {what} "{path}": {why}')

    def _told(self, what: str, host: str, port: int, allowed: bool) -> bool:
        return self.host.scoped(f"permissions_{self.name}_{what}", HostPattern.exact(host, port), allowed)

    def hears(self, peer: Endpoint | None) -> bool:
        """Return whether a peer that connected is within the permission; its port is of no matter."""
        return peer is None or self.peers.allows(peer.address)


def _literals(target: Target) -> list[SockAddr]:
    found = [(text, literal(text, target.port)) for text in target.given]
    for text, address in found:
        if address is None:
            raise InvalidArgument(f'Cannot connect to "{text[:80]}": it is no address')
    return [address for _, address in found if address is not None]
