"""The configuration keys oro-dns reads."""

from __future__ import annotations

from typing import Any

from oro_framework.scopes import HostScope
from oro_framework.types import Setting

__all__ = ("ALL", "NAMES", "SERVERS")

NAMES = Setting(
    "permissions_dns_names",
    HostScope.parse,
    HostScope(),
    'names and addresses pages may ask for, such as ["*.example.com", "localhost"]; all when unset',
)
SERVERS = Setting(
    "permissions_dns_servers",
    HostScope.parse,
    HostScope(),
    "servers pages may choose to ask, by address and port; all when unset, and the system's own always",
)

ALL: tuple[Setting[Any], ...] = (NAMES, SERVERS)
