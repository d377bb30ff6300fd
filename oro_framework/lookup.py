"""Lookup of names and addresses by the system's resolver, with the errors that Node gives for the same call.

`getaddrinfo(3)` runs in a thread that cannot be interrupted: a cancelled lookup ends at once for its
caller, and its thread when the system's resolver gives up.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Sequence
from typing import Literal

import anyio
from msgspec import Struct

from oro_framework.errors import Broken

__all__ = ("FoundAddress", "LookupFailed", "lookup", "reverse_lookup")

Family = Literal[0, 4, 6]

_AF = {0: socket.AF_UNSPEC, 4: socket.AF_INET, 6: socket.AF_INET6}

# The numbers libuv gives these failures, the same on every platform.
_NUMBERS = {
    "EAI_ADDRFAMILY": -3000,
    "EAI_AGAIN": -3001,
    "EAI_BADFLAGS": -3002,
    "EAI_FAIL": -3004,
    "EAI_FAMILY": -3005,
    "EAI_MEMORY": -3006,
    "EAI_NODATA": -3007,
    "EAI_NONAME": -3008,
    "EAI_OVERFLOW": -3009,
    "EAI_SERVICE": -3010,
    "EAI_SOCKTYPE": -3011,
}
_NAMES = {getattr(socket, name): name for name in _NUMBERS if hasattr(socket, name)}


class FoundAddress(Struct, frozen=True):
    """An address of a name."""

    address: str
    family: Literal[4, 6]


class LookupFailed(Broken):
    """A name has no address, or an address has no name.

    Args:
        code: Node's code, such as `ENOTFOUND`.
        number: libuv's negative number.
        syscall: `getaddrinfo` or `getnameinfo`.
        hostname: the name or address that was looked up.
    """

    type = "Error"

    def __init__(self, code: str, number: int, syscall: str, hostname: str) -> None:
        super().__init__(f"{syscall} {code} {hostname}", errno=number, syscall=syscall, hostname=hostname)
        self.code = code
        self.status = 404 if code == "ENOTFOUND" else 500


async def lookup(
    hostname: str, *, family: Family = 0, flags: int = 0, kind: socket.SocketKind = socket.SOCK_STREAM
) -> Sequence[FoundAddress]:
    """Return the addresses of a name, or of an address as text, in the system's order.

    Args:
        hostname: a name, an internationalised one included, or an address.
        family: 4 or 6, or 0 for both.
        flags: `socket.AI_*`.
        kind: the kind of socket that the address is for.

    Raises:
        LookupFailed: there is none, or no server answered.
    If cancelled, nothing has happened.
    """
    try:
        found = await anyio.getaddrinfo(_encoded(hostname), None, family=_AF[family], type=kind, flags=flags)
    except (OSError, ValueError) as error:
        raise _failure(error, "getaddrinfo", hostname) from error
    unique = dict.fromkeys((str(sockaddr[0]), af) for af, _, _, _, sockaddr in found)
    return [FoundAddress(_zone_named(address), 6 if af == socket.AF_INET6 else 4) for address, af in unique]


async def reverse_lookup(address: str, port: int) -> tuple[str, str]:
    """Return the name of an address and the name of a port, or its number when the port's service has no name.

    Raises:
        LookupFailed: the address has no name, or is not valid.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        ((_, _, _, _, sockaddr), *_) = await anyio.getaddrinfo(
            address, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )
        return await anyio.getnameinfo(sockaddr, socket.NI_NAMEREQD)
    except (OSError, ValueError) as error:
        raise _failure(error, "getnameinfo", address) from error


def _encoded(hostname: str) -> str | bytes:
    """Return a name as the system takes it: plain ASCII as it is, any other in its IDNA form."""
    return hostname.encode() if hostname.isascii() else hostname


def _zone_named(address: str) -> str:
    """Write `fe80::1%2` as `fe80::1%eth0`, as the system does."""
    host, percent, zone = address.partition("%")
    try:
        return f"{host}%{socket.if_indextoname(int(zone))}" if percent else address
    except (OSError, ValueError):
        return address


def _failure(error: OSError | ValueError, syscall: str, hostname: str) -> LookupFailed:
    if isinstance(error, socket.gaierror):
        if error.errno == getattr(socket, "EAI_SYSTEM", None) or error.errno not in _NAMES:
            return LookupFailed("EAI_FAIL", _NUMBERS["EAI_FAIL"], syscall, hostname)
        name = _NAMES[error.errno]
        number = _NUMBERS[name]
        return LookupFailed("ENOTFOUND" if name in ("EAI_NODATA", "EAI_NONAME") else name, number, syscall, hostname)
    if isinstance(error, OSError) and error.errno:
        return LookupFailed(errno.errorcode.get(error.errno, os.strerror(error.errno)), -error.errno, syscall, hostname)
    return LookupFailed("ENOTFOUND", _NUMBERS["EAI_NONAME"], syscall, hostname)
