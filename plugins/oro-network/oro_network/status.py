"""Whether a machine is connected, from what its system says. Sans-IO.

Rules
1. An interface counts when it runs, is no loopback, and has an address that is not of its own link alone.
2. Where the system tells its routes, it must have a default route too: a bridge of containers leads nowhere.
3. Connected is having one that counts. No server beyond is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from msgspec import Struct

__all__ = ("Interface", "Status", "default_routes", "status_of")

_RTF_UP, _RTF_REJECT = 0x1, 0x200


class Interface(Struct, frozen=True):
    """One interface of the machine."""

    name: str
    running: bool
    loopback: bool
    addresses: tuple[str, ...]


class Status(Struct, frozen=True):
    """Whether the machine is connected, and through which interfaces."""

    online: bool
    interfaces: tuple[str, ...]


def status_of(interfaces: Iterable[Interface], routed: frozenset[str] | None) -> Status:
    """Return the status.

    Args:
        interfaces: every interface of the machine.
        routed: those with a default route; None where the system does not tell.
    """
    found = [each.name for each in interfaces if _counts(each) and (routed is None or each.name in routed)]
    return Status(bool(found), tuple(sorted(found)))


def default_routes(ipv4: str, ipv6: str) -> frozenset[str]:
    """Return the interfaces with a default route, of the texts of `/proc/net/route` and `/proc/net/ipv6_route`.

    Lines that make no sense are left out.
    """
    found = set()
    for line in ipv4.splitlines():
        words = line.split()
        if len(words) >= 8 and words[1] == words[7] == "00000000" and _usable(words[3]):
            found.add(words[0])
    for line in ipv6.splitlines():
        words = line.split()
        if len(words) >= 10 and words[0] == "0" * 32 and words[1] == "00" and _usable(words[8]):
            found.add(words[9])
    return frozenset(found)


def _usable(flags: str) -> bool:
    try:
        number = int(flags, 16)
    except ValueError:
        return False
    return bool(number & _RTF_UP) and not number & _RTF_REJECT


def _counts(interface: Interface) -> bool:
    return interface.running and not interface.loopback and any(_leads_out(text) for text in interface.addresses)


def _leads_out(text: str) -> bool:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def as_mapping(status: Status) -> Mapping[str, object]:
    """Return what pages are told."""
    return {"online": status.online, "interfaces": list(status.interfaces)}
