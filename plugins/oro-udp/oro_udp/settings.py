"""The configuration keys oro-udp reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.scopes import HostScope
from oro_framework.types import Setting

__all__ = ("ALL", "BINDS", "MAX_SOCKETS", "PEERS")

PEERS = Setting(
    "permissions_udp_peers",
    HostScope.parse,
    HostScope(),
    'hosts and ports pages may exchange datagrams with, such as ["10.0.0.0/8:5000-5999"]; everyone when unset',
)
BINDS = Setting(
    "permissions_udp_binds",
    HostScope.parse,
    HostScope(),
    'local addresses and ports pages may bind, such as ["127.0.0.1"]; all when unset, port 0 is any free one',
)
MAX_SOCKETS = Setting("udp_max_sockets", positive, 256, "UDP sockets one window may hold open")

ALL: tuple[Setting[Any], ...] = (PEERS, BINDS, MAX_SOCKETS)
