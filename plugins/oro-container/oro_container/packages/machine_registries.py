"""The registries that npm of the machine is set to, and the addresses that the host asks for containers."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from oro_container.core.packages.npmrc import read_npmrc
from oro_container.egress.addresses import is_own, is_public, parsed
from oro_container.egress.rules import Rules
from oro_container.programs.node import default_registry

__all__ = ("Admitting", "registries_of_machine")

_REGISTRY = "npm_config_registry"
_PORTS = {"http": 80, "https": 443}


def registries_of_machine() -> dict[str, str]:
    """Return the registries that npm of the machine is set to, by key; never its tokens."""
    text = ""
    # There may be none, no home, or bytes that are no text.
    with suppress(OSError, RuntimeError, ValueError):
        text = (Path.home() / ".npmrc").read_text("utf-8")
    npmrc = read_npmrc([text], os.environ)
    found = {key: str(value) for key, value in npmrc.values.items() if key.endswith(":registry")}
    given = (value for name, value in os.environ.items() if name.lower() == _REGISTRY and value)
    named = next(given, "") or npmrc.registry or default_registry()
    return {"registry": named, **found} if named else found


class Admitting:
    """Tells whether the host may ask an address for a container: a registry of the machine, or a host that is granted.

    A policy that grants every host grants those of the internet, and the host that asks is in other networks too, so
    only hosts that it names count here.

    Args:
        registries: those of the machine.
        hosts: those of the policy.
    """

    def __init__(self, registries: Collection[str], hosts: Iterable[str]) -> None:
        self._origins = {(parts.scheme, parts.netloc) for parts in map(urlsplit, registries)}
        self._own = {parts.hostname for parts in map(urlsplit, registries)}
        self._rules = Rules(each for each in hosts if each.partition(":")[0] != "*")

    def admits(self, url: str) -> bool:
        """Return whether it may be asked."""
        parts = urlsplit(url)
        if (parts.scheme, parts.netloc) in self._origins:
            return True
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        address = parsed(host)
        return self._rules.allow(host, port) if address is None else self._rules.name_address(address, port)

    def leads(self, host: str, port: int, address: str) -> bool:
        """Return whether a host that may be asked may have an address, as `Egress` judges those of programs."""
        found = parsed(address)
        if found is None:
            return False
        return host in self._own or self._rules.name_address(found, port) or (is_public(found) and not is_own(found))
