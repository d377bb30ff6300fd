"""The part that the services `net` and `tls` have in common: sockets, common routes, and their lifetime."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.service import Service
from oro_framework.types import Host, Window
from oro_tls import settings
from oro_tls.services.connection_routes import ConnectionRoutes
from oro_tls.services.server_routes import ServerRoutes
from oro_tls.services.socket_route import routes_for
from oro_tls.services.transfer_routes import TransferRoutes
from oro_tls.services.transport import Transport
from oro_tls.sockets.accept_loop import AcceptLoop
from oro_tls.sockets.access import Access
from oro_tls.sockets.socket_table import SocketTable

__all__ = ("SocketService",)


class SocketService(Service):
    """Sockets for pages. A socket belongs to the window that opened it and closes with its page.

    Args:
        host: the running app.
        access: where sockets may lead.
        transport: makes connections of them.
    """

    def __init__(self, host: Host, access: Access, transport: Transport) -> None:
        super().__init__(host)
        self.sockets = SocketTable(host.settings[settings.MAX_SOCKETS[self.name]])
        self._accepting = AcceptLoop(self.name, self.sockets, access)
        self.parts = (
            *routes_for(
                self.name,
                ConnectionRoutes(self.sockets, access, transport),
                TransferRoutes(self.name, self.sockets),
                ServerRoutes(self.sockets, access, transport, self._accepting),
            ),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run servers; at the end close every socket."""
        async with self.sockets.running():
            yield

    async def pause(self) -> None:
        """Receive nothing from peers any more, and give the addresses of servers back."""
        self.sockets.suspend()
        self._accepting.suspend()

    async def resume(self) -> None:
        """Go on; a server whose address was taken meanwhile is closed, its page told."""
        self.sockets.resume()
        self._accepting.restore()

    async def release(self, window: Window) -> None:
        """Close the sockets of a page that is gone."""
        self.sockets.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of connections and servers by window."""
        return self.sockets.ids()
