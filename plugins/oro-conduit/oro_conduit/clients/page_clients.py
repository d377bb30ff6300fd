"""A page of version 2 as it appears among the clients that exchange messages."""

from __future__ import annotations

from oro_conduit.clients.connection import Connection
from oro_conduit.clients.messages import Messages
from oro_conduit.errors import POLICY
from oro_conduit.wire.frame_v2 import MAX_FRAME
from oro_conduit.wire.headers import HeaderBlock, Value
from oro_framework.requests import Caller

__all__ = ("Page",)


class Page:
    """The clients of one connection: any number, each announced by its first message."""

    max_payload = MAX_FRAME - (1 << 16)

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._connection: Connection | None = None

    @property
    def caller(self) -> Caller:
        """The page."""
        return Caller() if self._connection is None else self._connection.caller

    def take(self, connection: Connection, headers: dict[str, Value], payload: bytes) -> None:
        """Take a message; one that says nothing but who its client is announces it."""
        if connection.caller.outside:
            connection.close(POLICY, "Programs exchange no messages")
            return
        self._connection = connection
        client = headers.pop("client", None)
        if not isinstance(client, str):
            return
        self._messages.said(self, client, headers, payload)

    def deliver(self, client: str, headers: HeaderBlock, payload: bytes) -> bool:
        """Queue a message; see `Client.deliver`."""
        return self._connection is not None and self._connection.send_message({**headers, "client": client}, payload)

    def replaced(self, client: str) -> None:
        """Go on: the page has other things to do than this client."""

    def leave(self) -> None:
        """Take its clients away: the connection ended."""
        self._connection = None
        self._messages.leave(self)
