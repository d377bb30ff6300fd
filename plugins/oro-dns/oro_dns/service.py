"""The service that answers `dns.*`."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypedDict

import anyio.to_thread

from oro_dns import hosts, settings
from oro_dns.errors import OutOfScope
from oro_dns.hosts import names_of
from oro_dns.servers import Server
from oro_framework.errors import InvalidArgument
from oro_framework.lookup import FoundAddress, lookup, reverse_lookup
from oro_framework.parameters import Word
from oro_framework.scopes import HostPattern
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host

if TYPE_CHECKING:
    from oro_dns.query import Asking

__all__ = ("DNS", "Address", "Order", "RRType", "ServiceName")

Order = Literal["verbatim", "ipv4first", "ipv6first"]
RRType = Literal["A", "AAAA", "ANY", "CAA", "CNAME", "MX", "NAPTR", "NS", "PTR", "SOA", "SRV", "TXT"]

# The numbers pages have for hints (Node's on Linux), whatever the system's own are.
_HINTS = {8: socket.AI_V4MAPPED, 16: socket.AI_ALL, 32: socket.AI_ADDRCONFIG}
TIMEOUT = 2000
TRIES = 4


class Address(TypedDict):
    """An address and its family, 4 or 6."""

    address: str
    family: Literal[4, 6]


class ServiceName(TypedDict):
    """The names of an address and a port."""

    hostname: str
    service: str


class DNS(Service):
    """Names, addresses and records for pages. Nothing is kept between two calls but the system's servers."""

    name = "dns"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._names = host.settings[settings.NAMES]
        self._servers = host.settings[settings.SERVERS]
        self._known: list[Server] | None = None

    @route("dns.lookup", permission="dns")
    async def lookup(
        self,
        call: Call,
        *,
        hostname: Word,
        family: Literal[0, 4, 6] = 0,
        all: bool = False,
        order: Order = "verbatim",
        hints: int = 0,
    ) -> Address | list[Address]:
        """Tell the address of a name, or with `all` every address, as getaddrinfo(3) gives them.

        Args:
            call: the call.
            hostname: a name or an address.
            family: 4 or 6 to have no other.
            all: a list instead of the first.
            order: as the system gives them, or those of one family first.
            hints: 8 V4MAPPED, 16 ALL, 32 ADDRCONFIG, added.

        Raises:
            LookupFailed: there is none; `code` is getaddrinfo's own.
            OutOfScope: the permission is narrowed to other names.
        If cancelled, the system's resolver may go on for a while in a thread, and its answer is dropped.
        """
        self._check_name(hostname)
        found = _ordered(await lookup(hostname, family=family, flags=_flags(hints)), order)
        told: list[Address] = [{"address": item.address, "family": item.family} for item in found]
        return told if all else told[0]

    @route("dns.lookupService", permission="dns")
    async def lookup_service(self, call: Call, *, address: Word, port: int) -> ServiceName:
        """Tell the name of an address and the service of a port, as getnameinfo(3) gives them.

        Raises:
            LookupFailed: the address has no name.
            OutOfScope: the permission is narrowed to others.
        """
        if not 0 <= port <= 65535:
            raise InvalidArgument(f"Cannot use {port} as a port: it must be 0 to 65535")
        self._check_name(address)
        hostname, service = await reverse_lookup(address, port)
        return {"hostname": hostname, "service": service}

    @route("dns.resolve", permission="dns", deadline=0)
    async def resolve(
        self,
        call: Call,
        *,
        hostname: Word = "",
        rrtype: RRType = "A",
        servers: list[str] | None = None,
        timeout: int = -1,
        tries: int = TRIES,
        localAddress4: Word = "",
        localAddress6: Word = "",
    ) -> object:
        """Ask DNS servers for the records of a name; the answer has the shape Node's `dns` gives that type.

        Addresses come as `{address, ttl}`.

        Args:
            call: the call.
            hostname: empty is the root.
            rrtype: the type of records.
            servers: addresses, with ports if need be; the system's own unless given.
            timeout: milliseconds to wait for a server; each of the `tries` rounds waits twice as long.
            tries: how often all servers are asked.
            localAddress4: where IPv4 queries come from.
            localAddress6: where IPv6 queries come from.

        Raises:
            QueryFailed: there are none; `code` says why.
            OutOfScope: the permission is narrowed to other names or servers.
        If cancelled, no answer is waited for.
        """
        self._check_name(hostname)
        asking = await self._asking(servers, timeout, tries, (localAddress4, localAddress6))
        from oro_dns.query import resolve

        return await resolve(hostname, rrtype, asking)

    @route("dns.reverse", permission="dns", deadline=0)
    async def reverse(
        self,
        call: Call,
        *,
        address: Word,
        servers: list[str] | None = None,
        timeout: int = -1,
        tries: int = TRIES,
        localAddress4: Word = "",
        localAddress6: Word = "",
    ) -> list[str]:
        """Tell the names of an address: those of the hosts file, or else what DNS servers say; see `dns.resolve`.

        Raises:
            QueryFailed: there are none; `code` says why.
            OutOfScope: the permission is narrowed to other addresses or servers.
        """
        self._check_name(address)
        asking = await self._asking(servers, timeout, tries, (localAddress4, localAddress6))
        from oro_dns.query import reverse

        if known := names_of(address, await anyio.to_thread.run_sync(hosts.read)):
            return known
        return await reverse(address, asking)

    @route("dns.getServers", permission="dns")
    async def get_servers(self, call: Call) -> list[str]:
        """Tell the servers the system is set up with."""
        return [str(server) for server in await self._system()]

    async def resume(self) -> None:
        """Forget the system's servers: the machine may be in another network."""
        self._known = None

    def _check_name(self, name: str) -> None:
        if not self.host.scoped("permissions_dns_names", name, self._names.allows(name)):
            raise OutOfScope(f'Cannot ask for "{name[:300]}": permissions_dns_names allows only {self._names}')

    async def _asking(self, servers: list[str] | None, timeout: int, tries: int, sources: tuple[str, str]) -> Asking:
        await load("oro_dns.query")
        from oro_dns.query import Asking

        if tries < 1:
            raise InvalidArgument(f"Cannot ask {tries} times: tries must be 1 or more")
        chosen = await self._system() if servers is None else [self._chosen(text) for text in servers]
        for family, source in zip((4, 6), sources, strict=True):
            if source and (":" in Server.parse(source).host) != (family == 6):
                raise InvalidArgument(f'Cannot ask from "{source}": it is no IPv{family} address')
        seconds = (TIMEOUT if timeout < 0 else timeout) / 1000
        return Asking(servers=chosen, timeout=seconds, tries=tries, sources=sources)

    def _chosen(self, text: str) -> Server:
        server = Server.parse(text)
        allowed = self._servers.allows(server.host, server.port)
        if not self.host.scoped("permissions_dns_servers", HostPattern.exact(server.host, server.port), allowed):
            raise OutOfScope(f'Cannot ask "{server}": permissions_dns_servers allows only {self._servers}')
        return server

    async def _system(self) -> list[Server]:
        if self._known is None:
            await load("oro_dns.query")
            from oro_dns.query import system_servers

            self._known = await anyio.to_thread.run_sync(system_servers)
        return self._known


def _ordered(found: Sequence[FoundAddress], order: Order) -> Sequence[FoundAddress]:
    if order == "verbatim":
        return found
    first = 4 if order == "ipv4first" else 6
    return sorted(found, key=lambda item: item.family != first)


def _flags(hints: int) -> int:
    flags = 0
    for number, flag in _HINTS.items():
        if hints & number:
            flags |= flag
    if hints & ~sum(_HINTS):
        raise InvalidArgument(f"Cannot use {hints} as hints: they are 8, 16 and 32, added")
    return flags
