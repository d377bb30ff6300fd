"""How a service makes connections of sockets: plain for `net`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from oro_framework.types import Call
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.streams import Stream, TcpStream

__all__ = ("PlainTransport", "Setup", "Transport")

Setup = Callable[[TcpStream], Awaitable[Stream]]
"""Turns a connected socket into a connection."""


class Transport(Protocol):
    """Makes connections of a service's sockets."""

    async def prepare(self) -> None:
        """Import what the first connection needs."""
        ...

    def client(self, call: Call, host: str, port: int | None) -> Setup:
        """Return what to do with a socket once it is connected to a host.

        Args:
            call: brings options.
            host: its name.
            port: None when unknown.

        Raises:
            OroError: the options make no sense.
        """
        ...

    def server(self, call: Call) -> object:
        """Return what `accept` needs for the connections of a new server.

        Raises:
            OroError: the options of the call make no sense.
        """
        ...

    async def accept(self, call: Call, listener: Listener, connection: Connection, tcp: TcpStream) -> Stream:
        """Turn a socket that a server accepted into a connection, by the options of the call."""
        ...


class PlainTransport:
    """Nothing runs over the sockets: bytes are sent as they are."""

    async def prepare(self) -> None:
        return None

    def client(self, call: Call, host: str, port: int | None) -> Setup:
        return _unchanged

    def server(self, call: Call) -> object:
        return None

    async def accept(self, call: Call, listener: Listener, connection: Connection, tcp: TcpStream) -> Stream:
        return tcp


async def _unchanged(tcp: TcpStream) -> Stream:
    return tcp
