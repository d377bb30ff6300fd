"""The way of datagrams to the page.

A Conduit client of the socket's id gets them as messages with headers `port` and `address` and the datagram as
payload; without one they are pushes of source `udp.readStart`. Neither way waits: a datagram for which the page has no
room is dropped and counted, as the kernel drops one that does not fit the receive buffer. Conduit has room for as
many as its queue holds; pushes are refused while 256 messages wait for the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from oro_framework.endpoints import Endpoint
from oro_framework.types import Host, Push, Window

__all__ = ("SOURCE", "Conduit", "Outlet")

SOURCE = "udp.readStart"


class Conduit(Protocol):
    """The methods used of the service `conduit`, where its plugin is installed."""

    def connected(self, client_id: str) -> bool:
        """Return whether a client of that id is connected."""
        ...

    def send(self, client_id: str, options: Mapping[str, str | int | float | bool | None], payload: bytes) -> bool:
        """Send a message; False when the client is unusable or its queue is full."""
        ...


class Outlet:
    """Sends the datagrams of one socket to its page, and counts those that were dropped."""

    def __init__(self, host: Host, window: Window, id: str) -> None:
        self._window = window
        self._id = id
        self._conduit = cast("Conduit | None", host.service("conduit"))
        self.received = 0
        self.dropped = 0

    def datagram(self, data: bytes, sender: Endpoint) -> None:
        """Deliver a datagram, or drop it."""
        self.received += 1
        conduit = self._client()
        if conduit is not None:
            kept = conduit.send(self._id, {"port": sender.port, "address": sender.address}, data)
        else:
            told = {"id": self._id, "port": sender.port, "bytes": len(data), "address": sender.address}
            kept = self._window.push(Push(source=SOURCE, data=told, body=data, lossy=True))
        if not kept:
            self.dropped += 1

    def end(self) -> None:
        """Tell the page that no more datagrams will come, though it did not stop them."""
        conduit = self._client()
        if conduit is None or not conduit.send(self._id, {"EOF": True}, b""):
            self._window.push(Push(source=SOURCE, data={"id": self._id, "EOF": True}))

    def error(self, err: Mapping[str, object]) -> None:
        """Tell of an error of the socket: a datagram sent before was refused, or the socket cannot go on."""
        self._window.push(Push(source=SOURCE, err={**err, "id": self._id}))

    def _client(self) -> Conduit | None:
        conduit = self._conduit
        return conduit if conduit is not None and conduit.connected(self._id) else None
