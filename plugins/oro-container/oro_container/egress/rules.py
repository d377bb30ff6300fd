"""Where programs may connect to: `name`, `name:port`, `*.domain`, `*`; without a port, 80 and 443.

A name may be an address too; one of IPv6 that has a port is in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oro_container.egress.addresses import Address, parsed
from oro_framework.errors import InvalidArgument

__all__ = ("Rule", "Rules", "ascii_name")

_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Rule:
    """Hosts and ports that may be connected to."""

    name: str
    """A name, `*.` and a domain, or `*`; empty when it is an address."""
    address: Address | None
    ports: frozenset[int]

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Read a rule.

        Raises:
            InvalidArgument: it is none.
        """
        host, ports = _split(text)
        if (address := parsed(host)) is not None:
            return cls("", address, ports)
        name = ascii_name(host)
        bare = name.removeprefix("*.")
        if name != "*" and (not bare or "*" in bare or "/" in bare or ":" in bare):
            raise InvalidArgument(
                f'Cannot allow host "{text[:200]}": it is none of name, name:port, *.domain, *:port and *'
            )
        return cls(name, None, ports)

    def names(self, name: str) -> bool:
        """Return whether a name is one of its hosts."""
        if self.name.startswith("*."):
            return name.endswith(self.name[1:]) and len(name) > len(self.name) - 1
        return bool(name) and self.name in ("*", name)


class Rules:
    """The rules of a container.

    Args:
        hosts: each as `Rule.parse` reads it.

    Raises:
        InvalidArgument: one is none.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        self._rules = tuple(Rule.parse(each) for each in hosts)

    def allow_name(self, name: str) -> bool:
        """Return whether a name may be asked for."""
        return any(rule.names(name) for rule in self._rules)

    def allow(self, name: str, port: int) -> bool:
        """Return whether what has a name may be connected to."""
        return any(rule.names(name) and port in rule.ports for rule in self._rules)

    def name_address(self, address: Address, port: int | None = None) -> bool:
        """Return whether a rule is about exactly this address, and this port where one is given."""
        return any(rule.address == address and (port is None or port in rule.ports) for rule in self._rules)

    def allow_all(self, port: int) -> bool:
        """Return whether every public host may be connected to, by address too."""
        return any(rule.name == "*" and port in rule.ports for rule in self._rules)


def ascii_name(name: str) -> str:
    """Return a name as DNS has it: in small letters, without a dot at its end, in ASCII."""
    name = name.strip().rstrip(".").lower()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _split(text: str) -> tuple[str, frozenset[int]]:
    host, colon, port = text.strip().rpartition(":")
    if not colon or (":" in host and not host.endswith("]")):
        host, port = text.strip(), ""
    host = host.removeprefix("[").removesuffix("]")
    if not port:
        return host, _PORTS
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise InvalidArgument(f'Cannot allow host "{text[:200]}": its port is no number from 1 to 65535')
    return host, frozenset({int(port)})
