"""`Preview`, one port of a guest on an origin of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import trio

from oro_container.core.previews.address import Address
from oro_container.core.previews.allowance import Allowance
from oro_container.core.previews.mapping import Mapping
from oro_container.core.previews.response_headers import guard_headers
from oro_container.previews.dial import Dial
from oro_container.previews.guest_connections import GuestConnections

if TYPE_CHECKING:
    from oro_container.previews.scripts import Scripts

__all__ = ("Preview",)


class Preview:
    """One preview.

    Args:
        container: the id of the container.
        port: of the guest.
        address: of the preview.
        dial: connects to a port of the guest.
        origin_of: returns the origin of the preview of another port of the container.
        scripts: of the container's documents.
        embedders: the origins whose documents may show the preview.
        isolated: whether those are cross-origin isolated.
    """

    def __init__(
        self,
        container: str,
        port: int,
        address: Address,
        dial: Dial,
        origin_of: Callable[[int], str | None],
        scripts: Scripts,
        embedders: tuple[str, ...],
        *,
        isolated: bool = False,
    ) -> None:
        self.container = container
        self.port = port
        self.address = address
        self.scripts = scripts
        self.mapping = Mapping(port=port, own=address.origin.encode(), origin_of=origin_of)
        self.guards = guard_headers(address.origin, embedders, isolated=isolated)
        """Headers of every response."""
        self.messages = Allowance()
        self.connections = GuestConnections(dial, port)
        self._exchanges: set[trio.CancelScope] = set()
        self.withdrawn = False

    def begin(self, connection: trio.CancelScope) -> None:
        """Cancel the scope of a connection when the preview is withdrawn."""
        self._exchanges.add(connection)

    def finish(self, connection: trio.CancelScope) -> None:
        """Undo `begin`."""
        self._exchanges.discard(connection)

    def withdraw(self) -> None:
        """End its exchanges, and answer no more from the guest."""
        self.withdrawn = True
        self.connections.close()
        for scope in tuple(self._exchanges):
            scope.cancel()
