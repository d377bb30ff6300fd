"""The service that answers `net.*`: TCP and Unix sockets."""

from __future__ import annotations

from oro_framework.types import Host
from oro_tls import settings
from oro_tls.services.socket_service import SocketService
from oro_tls.services.transport import PlainTransport
from oro_tls.sockets.access import Access

__all__ = ("Net",)


class Net(SocketService):
    """Plain sockets for pages."""

    name = "net"
    on_demand = True

    def __init__(self, host: Host) -> None:
        access = Access(
            host,
            self.name,
            peers=host.settings[settings.NET_PEERS],
            binds=host.settings[settings.NET_BINDS],
            paths=host.settings[settings.NET_PATHS],
        )
        super().__init__(host, access, PlainTransport())
