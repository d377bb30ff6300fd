"""The rights Landlock knows, and since which version of it."""

from __future__ import annotations

from typing import Final

__all__ = (
    "CONNECT",
    "BIND",
    "FILE",
    "READ",
    "READ_AND_RUN",
    "SCOPES",
    "WRITE",
    "known_files",
    "known_ports",
    "known_scopes",
)

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_AND_MAKE = 0b1_1111_1111 << 4
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15

READ: Final = _READ_FILE | _READ_DIR
READ_AND_RUN: Final = READ | _EXECUTE
WRITE: Final = (1 << 16) - 1
"""All there are."""
FILE: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
"""Those that mean something for what is no folder; a rule for a file with others is refused."""
BIND: Final = 1
CONNECT: Final = 2
SCOPES: Final = 3
"""Abstract sockets of the outside, and signals to it."""


def known_files(version: int) -> int:
    """Return the rights over files that a version knows."""
    newer = {2: _REFER, 3: _TRUNCATE, 5: _IOCTL_DEVICE}
    return (1 << 13) - 1 | sum(right for since, right in newer.items() if version >= since)


def known_ports(version: int) -> int:
    """Return the rights over ports that a version knows."""
    return BIND | CONNECT if version >= 4 else 0


def known_scopes(version: int) -> int:
    """Return the scopes that a version knows."""
    return SCOPES if version >= 6 else 0
