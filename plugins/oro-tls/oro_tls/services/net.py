"""The service that answers `net.*`: TCP and Unix sockets."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Call, Host
from oro_tls import settings
from oro_tls.services.base import Setup
from oro_tls.services.server_routes import ServerRoutes
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.wire import Tcp, Wire
from oro_tls.target import Target

__all__ = ("Net",)


class Net(ServerRoutes):
    """Plain sockets for pages. One belongs to the window that opened it and closes with its page."""

    name = "net"
    on_demand = True
    peers_setting = settings.NET_PEERS
    binds_setting = settings.NET_BINDS

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.paths = host.settings[settings.NET_PATHS]

    def client_setup(self, call: Call, target: Target) -> Setup:
        return _plain

    def server_setup(self, call: Call) -> Any:
        return None

    async def welcome(self, call: Call, listener: Listener, connection: Connection, wire: Tcp) -> Wire:
        return wire


async def _plain(tcp: Tcp) -> Wire:
    return tcp
