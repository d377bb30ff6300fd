"""Scopes of permissions: the hosts and ports that an app allows. Sans-IO.

Rules
1. A pattern is a host, alone or with ports: `example.com`, `*.example.com:443`, `10.0.0.0/8:5000-5999`,
   `*:53`, `::1`, `[fd00::/8]:*`. A host alone means every port.
2. `*` is every host; `*.example.com` is every name below `example.com`, not that name itself.
3. Names are compared without case and without the dot at their end; addresses as numbers, an IPv4 address
   mapped into IPv6 as the IPv4 address it is, the zone of an IPv6 address (`%eth0`) left out.
4. A name never matches an address pattern: ask with the name, and with the address that it was resolved to.
5. A scope without patterns allows everything.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from msgspec import Struct

__all__ = ("HostPattern", "HostScope")

Network = IPv4Network | IPv6Network

_EXPECTED = 'patterns such as ["*.example.com:443", "10.0.0.0/8", "[::1]:53"]'
_NAME = re.compile(r"(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.ASCII)
_PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)


class HostPattern(Struct, frozen=True):
    """One pattern: hosts and a range of ports."""

    text: str
    host: str | Network
    """A network, a name, `*.name`, or `*`."""
    first: int = 0
    last: int = 65535

    @classmethod
    def parse(cls, text: str) -> HostPattern:
        """Read a pattern.

        Raises:
            ValueError: it is none; the message completes "expected …".
        """
        host, ports = _split(text.strip())
        first, last = _range(ports)
        return cls(text, _host(host), first, last)

    @staticmethod
    def exact(host: str, port: int | None = None) -> str:
        """Return the pattern for one name or address, and for one port unless None or 0."""
        bare = host.partition("%")[0]
        return f"{f'[{bare}]' if ':' in bare else bare}:{port or '*'}"

    def matches(self, host: str, port: int | None = None) -> bool:
        """Return whether the pattern covers a name or address, and a port unless None."""
        if port is not None and not self.first <= port <= self.last:
            return False
        if self.host == "*":
            return True
        address = _address(host)
        if isinstance(self.host, str):
            return address is None and _named(self.host, host.lower().removesuffix("."))
        return address is not None and address in self.host


class HostScope(Struct, frozen=True):
    """The scope of a permission; usable as the type of a `Setting`."""

    patterns: tuple[HostPattern, ...] = ()

    @classmethod
    def parse(cls, value: Any) -> HostScope:
        """Read an array of patterns, or text with spaces or commas between them.

        Raises:
            ValueError: it is neither; the message completes "expected …".
        """
        if isinstance(value, HostScope):
            return value
        words = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
            raise ValueError(_EXPECTED)
        return cls(tuple(HostPattern.parse(word) for word in words))

    def allows(self, host: str, port: int | None = None, *, led_to: str | None = None) -> bool:
        """Return whether a host and port are within the scope.

        Args:
            host: a name or an address.
            port: None asks for the host alone.
            led_to: the address the name was resolved to; either is enough.
        """
        if not self.patterns:
            return True
        asked = [host] if led_to is None else [host, led_to]
        return any(pattern.matches(item, port) for pattern in self.patterns for item in asked)

    def __str__(self) -> str:
        return ", ".join(pattern.text for pattern in self.patterns) or "everything"


def _split(text: str) -> tuple[str, str]:
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError(_EXPECTED)
        return host, rest[1:] if rest else "*"
    if text.count(":") > 1:
        return text, "*"
    host, colon, ports = text.partition(":")
    return host, ports if colon else "*"


def _range(ports: str) -> tuple[int, int]:
    if ports == "*":
        return 0, 65535
    match = _PORTS.fullmatch(ports)
    if match is None:
        raise ValueError(_EXPECTED)
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last <= 65535:
        raise ValueError(_EXPECTED)
    return first, last


def _host(text: str) -> str | Network:
    if text == "*":
        return text
    try:
        return _plain(ip_network(text, strict=False))
    except ValueError:
        pass
    name = text.lower().removesuffix(".")
    if "/" in text or not _NAME.fullmatch(name) or re.fullmatch(r"[\d.]+", name):
        raise ValueError(_EXPECTED)
    return name


def _plain(network: Network) -> Network:
    mapped = network.network_address.ipv4_mapped if isinstance(network, IPv6Network) else None
    if mapped is None or network.prefixlen < 96:
        return network
    return IPv4Network((int(mapped), network.prefixlen - 96))


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _named(pattern: str, name: str) -> bool:
    return name.endswith(pattern[1:]) if pattern.startswith("*.") else name == pattern
