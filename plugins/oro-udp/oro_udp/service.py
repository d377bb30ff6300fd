"""The service that answers `udp.*`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import anyio

from oro_framework.types import Window
from oro_udp.option_routes import OptionRoutes
from oro_udp.transfer_routes import TransferRoutes

__all__ = ("UDP",)


class UDP(TransferRoutes, OptionRoutes):
    """UDP sockets for pages. A socket belongs to the window that opened it and closes with its page."""

    name = "udp"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run receivers; at the end close every socket."""
        async with anyio.create_task_group() as self.tasks:
            try:
                yield
            finally:
                for held in self.of_window(None):
                    self.end(held)

    async def pause(self) -> None:
        """Give every descriptor back; what comes meanwhile is lost (seed 001)."""
        for held in self.of_window(None):
            held.stop()
            held.socket.suspend()

    async def resume(self) -> None:
        """Bind every socket again where it was, and go on receiving; one that cannot is told of and closed."""
        for held in self.of_window(None):
            try:
                held.socket.restore()
            except OSError as error:
                self.lose(held, error)
            else:
                if held.receiving and held.receiver is None:
                    self.receive(held)

    async def release(self, window: Window) -> None:
        """Close the sockets of a page that went."""
        for held in self.of_window(window):
            self.end(held)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of sockets by window, and how many datagrams came, were dropped and were refused."""
        every = self.of_window(None)
        outlets = [held.outlet for held in every if held.outlet is not None]
        return {
            "sockets": self.ids(),
            "received": sum(outlet.received for outlet in outlets),
            "dropped": sum(outlet.dropped for outlet in outlets),
            "refused": sum(held.receiver.refused for held in every if held.receiver is not None),
        }
