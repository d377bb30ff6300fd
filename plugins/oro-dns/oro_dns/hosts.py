"""The names this machine gives to addresses by itself (hosts(5)). Sans-IO but for `read`."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

__all__ = ("names_of", "read")

HOSTS = Path("/etc/hosts")


def read() -> str:
    """Return what the system's file holds; nothing when there is none."""
    try:
        return HOSTS.read_text("utf-8", "replace")
    except OSError:
        return ""


def names_of(address: str, text: str) -> list[str]:
    """Return the names a hosts file gives to an address, in its order, each once."""
    wanted = _parsed(address)
    found: dict[str, None] = {}
    for line in text.splitlines():
        first, *names = line.partition("#")[0].split() or [""]
        if wanted is not None and _parsed(first) == wanted:
            found.update(dict.fromkeys(names))
    return list(found)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
