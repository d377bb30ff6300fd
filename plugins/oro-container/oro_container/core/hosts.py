"""Where a container may connect to, as policies name it.

Rules
1. `name`, `*.domain` or `*`, with a port behind a colon or without; without one ports 80 and 443 are meant.
2. `*.domain` is every name below the domain, not the domain itself; `*` is every name and address.
3. An address of IPv6 stands in brackets. Names are compared without case.
4. `machine` is the machine that the container runs on: `machine:5432` lets programs connect to port 5432 of its
   loopback. It is no part of `*`. `localhost` is the container itself, which its programs reach in any case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ("MACHINE", "WEB", "HostPattern", "covers")

WEB = frozenset({80, 443})
"""The ports of a pattern without one."""
MACHINE = "machine"
"""The name of the machine that a container runs on."""
_HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class HostPattern:
    """A part of the network."""

    name: str
    """A name, an address, `*.domain` or `*`; in small letters."""
    ports: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> HostPattern:
        """Read a pattern.

        Raises:
            ValueError: it is none; the message completes "expected …".
        """
        name, colon, port = text.rpartition(":")
        if text.endswith("]") or not colon:
            name, port = text, ""
        if not _is_name(name) or (colon and name != text and not _is_port(port)):
            raise ValueError(f'a host such as "example.com", "example.com:8080", "*.example.com" or "*", not "{text}"')
        return cls(name.lower().rstrip("."), frozenset({int(port)}) if port else WEB)

    def covers(self, other: HostPattern) -> bool:
        """Return whether all of another is in this."""
        return other.ports <= self.ports and self._names(other.name)

    def _names(self, name: str) -> bool:
        if MACHINE in (self.name, name):
            return self.name == name
        if self.name in ("*", name):
            return True
        return self.name.startswith("*.") and name.endswith(self.name[1:])


def covers(granted: Iterable[str], asked: str) -> bool:
    """Return whether what is granted has all of a pattern.

    Raises:
        ValueError: a pattern is none; the message completes "expected …".
    """
    wanted = HostPattern.parse(asked)
    found = [HostPattern.parse(each) for each in granted]
    return all(any(each.covers(HostPattern(wanted.name, frozenset({port}))) for each in found) for port in wanted.ports)


def _is_name(name: str) -> bool:
    if name.startswith("[") and name.endswith("]"):
        return bool(name[1:-1]) and set(name[1:-1].lower()) <= set("0123456789abcdef:.")
    plain = name.removeprefix("*.") if name != "*" else "x"
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789-._")
    return bool(plain.strip(".")) and set(plain.lower()) <= allowed


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST
