"""`GuestConnections`, the connections to one port of a guest, kept for further requests."""

from __future__ import annotations

from collections import deque

import h11
import trio

from oro_container.previews.dial import Dial
from oro_container.previews.peer import Peer

__all__ = ("GuestConnections",)

KEPT = 16
"""Connections kept while no request needs them."""
KEPT_SECONDS = 4.0
"""How long: Node closes after five seconds."""


class GuestConnections:
    """The connections to one port.

    Args:
        dial: connects to a port.
        port: the port.
    """

    def __init__(self, dial: Dial, port: int) -> None:
        self._dial = dial
        self._port = port
        self._kept: deque[tuple[float, Peer]] = deque()
        self._closed = False

    async def take(self, *, fresh: bool = False) -> tuple[Peer, bool]:
        """Return a connection and whether it served a request before.

        Args:
            fresh: take none that did.

        Raises:
            OSError: nothing listens on the port.
        """
        while self._kept and not fresh:
            since, peer = self._kept.pop()
            if trio.current_time() - since < KEPT_SECONDS and peer.is_quiet():
                peer.http.start_next_cycle()
                return peer, True
            peer.close()
        return Peer(await self._dial(self._port), h11.CLIENT), False

    def give_back(self, peer: Peer) -> None:
        """Keep a connection whose exchange is over, or close it."""
        if self._closed or not peer.reusable or peer.has_more:
            peer.close()
            return
        if len(self._kept) == KEPT:
            self._kept.popleft()[1].close()
        self._kept.append((trio.current_time(), peer))

    def close(self) -> None:
        """Close those that no request needs, and the others when their exchanges are over."""
        self._closed = True
        while self._kept:
            self._kept.pop()[1].close()
