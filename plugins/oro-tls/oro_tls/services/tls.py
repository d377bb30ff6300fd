"""The service that answers `tls.*`: TLS over TCP."""

from __future__ import annotations

from oro_framework.types import Host
from oro_tls import settings
from oro_tls.services.library_routes import LibraryRoutes
from oro_tls.services.pair_routes import PairRoutes
from oro_tls.services.peer_routes import PeerRoutes
from oro_tls.services.pin_routes import PinRoutes
from oro_tls.services.socket_route import routes_for
from oro_tls.services.socket_service import SocketService
from oro_tls.services.tls_server_routes import TlsServerRoutes
from oro_tls.services.tls_transport import TlsTransport
from oro_tls.services.upgrade_routes import UpgradeRoutes
from oro_tls.sockets.access import Access

__all__ = ("Tls",)


class Tls(SocketService):
    """TLS sockets for pages."""

    name = "tls"
    on_demand = True

    def __init__(self, host: Host) -> None:
        access = Access(
            host, self.name, peers=host.settings[settings.TLS_PEERS], binds=host.settings[settings.TLS_BINDS]
        )
        transport = TlsTransport(host.settings[settings.PINS])
        super().__init__(host, access, transport)
        self.parts = (
            *self.parts,
            *routes_for(
                self.name,
                PairRoutes(self.sockets),
                UpgradeRoutes(host, self.sockets, access, transport),
                TlsServerRoutes(self.sockets, transport),
                PeerRoutes(self.sockets, transport),
                PinRoutes(transport),
                LibraryRoutes(),
            ),
        )
