"""The service that answers `udp.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from oro_framework.service import Service
from oro_framework.types import Host, Window
from oro_udp import settings
from oro_udp.addresses import Addresses
from oro_udp.option_routes import OptionRoutes
from oro_udp.socket_routes import SocketRoutes
from oro_udp.sockets import Sockets
from oro_udp.transfer_routes import TransferRoutes

__all__ = ("UDP",)


class UDP(Service):
    """UDP sockets for pages. A socket belongs to the window that opened it and closes with its page."""

    name = "udp"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        addresses = Addresses(host)
        self.sockets = Sockets(host.settings[settings.MAX_SOCKETS], addresses.peers)
        self.parts = (
            SocketRoutes(self.sockets, addresses),
            TransferRoutes(host, self.sockets, addresses),
            OptionRoutes(self.sockets, addresses),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Receive on sockets; at the end close every one."""
        async with self.sockets.running():
            yield

    async def pause(self) -> None:
        """Give every descriptor back; datagrams that come meanwhile are lost."""
        self.sockets.suspend()

    async def resume(self) -> None:
        """Bind every socket again where it was, and go on receiving; one that cannot be is closed, its page told."""
        self.sockets.restore()

    async def release(self, window: Window) -> None:
        """Close the sockets of a page that is gone."""
        self.sockets.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of sockets by window, and how many datagrams came, were dropped and were refused."""
        held = list(self.sockets.held)
        outlets = [each.outlet for each in held if each.outlet is not None]
        return {
            "sockets": self.sockets.held.ids(),
            "received": sum(outlet.received for outlet in outlets),
            "dropped": sum(outlet.dropped for outlet in outlets),
            "refused": sum(each.receiver.refused for each in held if each.receiver is not None),
        }
