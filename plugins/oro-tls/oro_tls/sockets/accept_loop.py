"""The loops that accept connections for servers, and the events pages get of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

from oro_framework.types import Push
from oro_tls.errors import SocketFailed
from oro_tls.sockets.access import Access
from oro_tls.sockets.event_stream import EventStream
from oro_tls.sockets.listener import Listener
from oro_tls.sockets.socket_table import SocketTable
from oro_tls.sockets.streams import TcpStream

__all__ = ("AcceptLoop",)


class AcceptLoop:
    """Accepts connections for the servers of a service, in a task for each, and tells their pages.

    Args:
        service: its name, with which events begin.
        sockets: the service's sockets.
        access: refuses peers that are outside the permission.
    """

    def __init__(self, service: str, sockets: SocketTable, access: Access) -> None:
        self._service = service
        self._sockets = sockets
        self._access = access

    def start(self, listener: Listener) -> None:
        """Accept connections from now on."""
        self._sockets.tasks.start_soon(self._run, listener)

    def suspend(self) -> None:
        """Give the addresses of every server back."""
        for listener in self._sockets.listeners():
            listener.suspend()

    def restore(self) -> None:
        """Take the addresses again; close a server that lost its own meanwhile, and tell its page."""
        for listener in self._sockets.listeners():
            try:
                listening = listener.restore()
            except OSError as error:
                self._fail(listener, error)
            else:
                if listening:
                    self.start(listener)

    async def events(self, listener: Listener) -> AsyncIterator[bytes]:
        """Yield the events of a server as lines, connections that wait first; they are pushed no more meanwhile."""
        if listener.events is not None:
            listener.events.close()
        events = listener.events = EventStream()
        for id, tcp in listener.pending.items():
            events.send("connection", _describe(listener, id, tcp))
        try:
            async for line in events.lines():
                yield line
        finally:
            if listener.events is events:
                listener.events = None

    async def _run(self, listener: Listener) -> None:
        try:
            await listener.run(partial(self._arrived, listener))
        except OSError as error:
            self._fail(listener, error)

    def _arrived(self, listener: Listener, id: str, tcp: TcpStream) -> None:
        if listener.window is None or not self._access.admits(tcp.peer):
            listener.claim(id).close(reset=True)
            return
        self._tell(listener, "connection", _describe(listener, id, tcp))

    def _fail(self, listener: Listener, error: OSError) -> None:
        """Tell the page that a server cannot go on, and close it."""
        failed = SocketFailed(error, "listen")
        self._tell(listener, "close", None, {**failed.as_err(), "id": listener.id})
        self._sockets.close(listener)

    def _tell(
        self, listener: Listener, event: str, data: Mapping[str, Any] | None, err: Mapping[str, Any] | None = None
    ) -> None:
        if listener.events is not None:
            listener.events.send(event, data, err)
        elif listener.window is not None:
            listener.window.push(Push(source=f"{self._service}.server.{event}", data=data, err=err))


def _describe(listener: Listener, id: str, tcp: TcpStream) -> dict[str, Any]:
    return {"serverId": listener.id, "clientId": id, **tcp.describe()}
