"""The hosts of a policy, as they decide about names and addresses."""

from __future__ import annotations

from collections.abc import Iterable

from oro_container.core.hosts import HostPattern
from oro_container.egress.addresses import Address, parsed
from oro_framework.errors import InvalidArgument

__all__ = ("Rules",)


class Rules:
    """Decide by the hosts of a policy; see `core.hosts` for what they mean.

    Args:
        hosts: patterns.

    Raises:
        InvalidArgument: one is none.
    """

    def __init__(self, hosts: Iterable[str]) -> None:
        try:
            self._patterns = tuple(HostPattern.parse(each) for each in hosts)
        except ValueError as error:
            raise InvalidArgument(f"Cannot allow a host: expected {error}") from None
        self._addresses = [(parsed(each.name.strip("[]")), each.ports) for each in self._patterns]

    def allow_name(self, name: str) -> bool:
        """Return whether a name may be asked for."""
        return bool(name) and any(each.covers(HostPattern(name, each.ports)) for each in self._patterns)

    def allow(self, name: str, port: int) -> bool:
        """Return whether what has a name may be connected to."""
        wanted = HostPattern(name, frozenset({port}))
        return bool(name) and any(each.covers(wanted) for each in self._patterns)

    def name_address(self, address: Address, port: int | None = None) -> bool:
        """Return whether a pattern is exactly this address, and has this port where one is given."""
        return any(each == address and (port is None or port in ports) for each, ports in self._addresses)

    def allow_all(self, port: int) -> bool:
        """Return whether every public host may be connected to, by address too."""
        return any(each.name == "*" and port in each.ports for each in self._patterns)
