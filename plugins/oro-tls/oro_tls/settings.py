"""The configuration keys oro-tls reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.pins import PinSet
from oro_framework.scopes import HostScope
from oro_framework.types import Setting
from oro_tls.paths import PathScope

__all__ = ("ALL", "MAX_SOCKETS", "NET_BINDS", "NET_PATHS", "NET_PEERS", "PINS", "TLS_BINDS", "TLS_PEERS")

_PEERS = 'hosts and ports pages may exchange {} with, such as ["*.example.com:443"]; everyone when unset'
_BINDS = 'local addresses and ports pages may {}, such as ["127.0.0.1"]; all when unset, port 0 is any free one'

NET_PEERS = Setting("permissions_net_peers", HostScope.parse, HostScope(), _PEERS.format("TCP connections"))
NET_BINDS = Setting("permissions_net_binds", HostScope.parse, HostScope(), _BINDS.format("bind for TCP"))
NET_PATHS = Setting(
    "permissions_net_paths",
    PathScope.parse,
    PathScope(),
    'Unix sockets, or folders of them, pages may connect to and make, such as ["/run/app"]; all when unset',
)
TLS_PEERS = Setting("permissions_tls_peers", HostScope.parse, HostScope(), _PEERS.format("TLS connections"))
TLS_BINDS = Setting("permissions_tls_binds", HostScope.parse, HostScope(), _BINDS.format("bind for TLS"))

PINS = Setting(
    "tls_pins",
    PinSet.parse,
    PinSet(),
    'certificates hosts may show to TLS sockets: lines such as "example.com sha256/<base64>", or an array of them',
)
MAX_SOCKETS = {
    "net": Setting("net_max_sockets", positive, 256, "TCP and Unix sockets one window may hold open, servers included"),
    "tls": Setting("tls_max_sockets", positive, 256, "TLS sockets one window may hold open, servers included"),
}

ALL: tuple[Setting[Any], ...] = (NET_PEERS, NET_BINDS, NET_PATHS, TLS_PEERS, TLS_BINDS, PINS, *MAX_SOCKETS.values())
