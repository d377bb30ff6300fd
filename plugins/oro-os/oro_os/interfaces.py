"""The network interfaces of the machine, as Node tells of them."""

from __future__ import annotations

import socket
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any, Literal, TypedDict

__all__ = ("Address", "as_socket_has_them", "interfaces")

_NO_MAC = "00:00:00:00:00:00"


class Address(TypedDict, total=False):
    """One address of an interface; `scopeid` is there for IPv6 alone."""

    address: str
    netmask: str
    family: Literal["IPv4", "IPv6"]
    mac: str
    internal: bool
    cidr: str | None
    scopeid: int


def interfaces() -> dict[str, list[Address]]:
    """Return the addresses of every interface that is up, by its name."""
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = {name: _addresses(name, entries) for name, entries in psutil.net_if_addrs().items() if name in up}
    return {name: addresses for name, addresses in found.items() if addresses}


def as_socket_has_them(found: Mapping[str, Sequence[Address]]) -> dict[str, dict[str, dict[str, str]]]:
    """Return one address of each family by interface."""
    told: dict[str, dict[str, dict[str, str]]] = {"ipv4": {}, "ipv6": {}}
    for name, addresses in found.items():
        for address in addresses:
            told[address["family"].lower()].setdefault(
                name,
                {
                    "internal": str(address["internal"]).lower(),
                    "address": address["address"],
                    "mac": address["mac"],
                },
            )
    return told


def _addresses(name: str, entries: Sequence[Any]) -> list[Address]:
    import psutil

    mac = next((entry.address for entry in entries if entry.family == psutil.AF_LINK), None)
    families = (socket.AF_INET, socket.AF_INET6)
    return [_address(name, entry, _mac(mac)) for entry in entries if entry.family in families]


def _address(name: str, entry: Any, mac: str) -> Address:
    plain, _, _ = entry.address.partition("%")
    network = _network(plain, entry.netmask)
    found = Address(
        address=plain,
        netmask=str(network.netmask) if network else entry.netmask or "",
        family="IPv4" if entry.family == socket.AF_INET else "IPv6",
        mac=mac,
        internal=ip_address(plain).is_loopback,
        cidr=f"{plain}/{network.prefixlen}" if network else None,
    )
    if found["family"] == "IPv6":
        # A zone means something for addresses of the link alone.
        found["scopeid"] = socket.if_nametoindex(name) if ip_address(plain).is_link_local else 0
    return found


def _network(address: str, netmask: str | None) -> IPv4Network | IPv6Network | None:
    """IPv6 masks are addresses here, which `ipaddress` does not read as masks."""
    if not netmask:
        return None
    bits = f"{int(ip_address(netmask.partition('%')[0])):b}".rstrip("0")
    if "0" in bits:
        return None
    return ip_network(f"{address}/{len(bits)}", strict=False)


def _mac(address: str | None) -> str:
    return _NO_MAC if not address else address.replace("-", ":").lower()
