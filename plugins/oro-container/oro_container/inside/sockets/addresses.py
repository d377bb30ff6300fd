"""Addresses of sockets, as connect(2) takes them."""

from __future__ import annotations

import ipaddress
import socket
import struct
from typing import NamedTuple

__all__ = ("LONGEST", "Target", "family", "is_inside", "local_path", "target")

LONGEST = 128
"""Bytes an address may have."""


class Target(NamedTuple):
    """Where a TCP socket is to connect to."""

    address: str
    port: int


def family(raw: bytes) -> int:
    """Return the family of an address; AF_UNSPEC when it is too short for one."""
    return int(struct.unpack_from("=H", raw)[0]) if len(raw) >= 2 else socket.AF_UNSPEC


def target(raw: bytes) -> Target | None:
    """Return where an address of the internet leads; None when it is none."""
    kind = family(raw)
    if kind == socket.AF_INET and len(raw) >= 16:
        return Target(socket.inet_ntop(kind, raw[4:8]), int.from_bytes(raw[2:4], "big"))
    if kind == socket.AF_INET6 and len(raw) >= 24:
        mapped = raw[8:20] == bytes(10) + b"\xff\xff"
        address = socket.inet_ntop(socket.AF_INET, raw[20:24]) if mapped else socket.inet_ntop(kind, raw[8:24])
        return Target(address, int.from_bytes(raw[2:4], "big"))
    return None


def is_inside(address: str) -> bool:
    """Return whether an address is of the container itself: loopback, or none, which means that."""
    parsed = ipaddress.ip_address(address)
    return parsed.is_loopback or parsed.is_unspecified


def local_path(raw: bytes) -> bytes:
    """Return the path of an AF_UNIX address; empty when it has a name of the other kind, or none."""
    return raw[2:].partition(b"\0")[0]
