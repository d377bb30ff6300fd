"""Declarations of this distribution to the host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oro_dns import settings
from oro_dns.service import DNS
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Permission, Setting


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the scopes of the permission."""
    return settings.ALL


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `dns`."""
    return [
        Permission(
            name="dns",
            description=(
                "Ask for the addresses and records of names and the names of addresses, of the system's resolver or of "
                "any DNS server"
            ),
        )
    ]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that answers `dns.*`."""
    return [DNS]
