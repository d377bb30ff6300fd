"""Judge addresses: which are of the public internet, and which of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

__all__ = ("MACHINE_ADDRESS", "Address", "is_own", "is_public", "parsed")

Address = IPv4Address | IPv6Address
MACHINE_ADDRESS = IPv4Address("192.0.2.2")
"""That of `core.hosts.MACHINE` in containers. Documents use it as an example, so no host of the outside has it."""
_GIVEN_OUT = IPv6Network("2000::/3")
"""Those that the public internet has of version 6."""
_DOCUMENTS = IPv6Network("3fff::/20")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


def parsed(text: str) -> Address | None:
    """Return an address; an IPv4 address that is written as one of IPv6 is that. None when it is none."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def is_public(address: Address) -> bool:
    """Return whether an address, and each that it leads to through a translator, is of the public internet."""
    return all(_is_public_itself(each) for each in (address, *_embedded(address)))


def _is_public_itself(address: Address) -> bool:
    if isinstance(address, IPv4Address) or address in _NAT64:
        return address.is_global and not address.is_multicast
    # The rest was never given out, is of networks inside, or leads there through their translators.
    return address.is_global and address in _GIVEN_OUT and address not in _DOCUMENTS


def is_own(address: Address) -> bool:
    """Return whether an address is one of this machine: only those can be bound."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as made:
            made.bind((str(address), 0))
    except OSError:
        return False
    return True


def _embedded(address: Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv4Address):
        return
    if address in _NAT64 or address in _COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    for each in (address.sixtofour, *(address.teredo or ())):
        if each is not None:
            yield each
