"""Routes that move bytes."""

from __future__ import annotations

from typing import Any

import anyio
import anyio.lowlevel

from oro_framework.errors import OroError, Unsupported
from oro_framework.types import ByteStream, Call, Push, Window
from oro_tls.errors import AlreadyReading, NotReading
from oro_tls.services.socket_route import socket_route
from oro_tls.sockets.connection import Connection
from oro_tls.sockets.socket_table import SocketTable

__all__ = ("TransferRoutes",)

_FULL = 0.02
"""Seconds between two tries to push to a page that has no room."""


class TransferRoutes:
    """Reading by answers or by pushes, and writing.

    Args:
        service: its name, with which pushes begin.
        sockets: the service's sockets.
    """

    def __init__(self, service: str, sockets: SocketTable) -> None:
        self._service = service
        self._sockets = sockets

    @socket_route("read")
    async def read(self, call: Call, *, id: str, limit: int = 0) -> ByteStream:
        """Answer with everything the peer sends until it ends its side, no faster than the page reads.

        Args:
            call: the invocation.
            id: of the socket.
            limit: bytes after which the answer ends, to be called again; less of them means that the peer has
                ended. An engine that takes answers in faster than its page reads them holds no more than that.

        Raises:
            NotOpen: there is no socket of that id.
            AlreadyReading: it is read already.
        """
        connection = self._readable(call, id)
        return ByteStream(connection.read(max(0, limit)))

    @socket_route("write", waits=True)
    async def write(self, call: Call, *, id: str) -> dict[str, Any]:
        """Send the body, after what was written before; answer once the kernel has all of it.

        If cancelled, part of it may have been sent.

        Raises:
            NotOpen: there is no socket of that id.
            SocketFailed: the connection broke.
        """
        await self._sockets.connection(call, id).write(call.body)
        return {"id": id, "bytesWritten": len(call.body)}

    @socket_route("shutdown", waits=True)
    async def shutdown(self, call: Call, *, id: str) -> dict[str, str]:
        """End this side, after what was written before.

        Raises:
            NotOpen: there is no socket of that id.
            SocketFailed: the connection broke.
        """
        await self._sockets.connection(call, id).shutdown()
        return {"id": id}

    @socket_route("readStart")
    def read_start(self, call: Call, *, id: str) -> dict[str, str]:
        """Push what the peer sends: `{id}` with the bytes, at the end `{id, EOF: true}`.

        Raises:
            NotOpen: there is no socket of that id.
            AlreadyReading: it is read already.
        """
        connection = self._readable(call, id)
        if connection.window is None:
            raise Unsupported("Cannot push what a peer sends: only windows get pushes")
        connection.pushing = anyio.CancelScope()
        self._sockets.tasks.start_soon(self._push, connection, connection.window, connection.pushing)
        return {"id": id}

    @socket_route("readStop")
    def read_stop(self, call: Call, *, id: str) -> dict[str, str]:
        """Push no more; the kernel keeps what its buffer holds.

        Raises:
            NotOpen: there is no socket of that id.
            NotReading: it is not pushed.
        """
        connection = self._sockets.connection(call, id)
        if connection.pushing is None:
            raise NotReading(id)
        connection.pushing.cancel()
        connection.pushing = None
        return {"id": id}

    def _readable(self, call: Call, id: str) -> Connection:
        connection = self._sockets.connection(call, id)
        if connection.reading:
            raise AlreadyReading(id)
        _ = connection.stream
        return connection

    async def _push(self, connection: Connection, window: Window, scope: anyio.CancelScope) -> None:
        source = f"{self._service}.read"
        data: dict[str, Any] = {"id": connection.id}
        with scope:
            try:
                while chunk := await connection.receive():
                    connection.put_back(chunk)
                    # No event tells when a page has room again.
                    while not window.push(Push(source=source, data=data, body=chunk, lossy=True)):  # noqa: ASYNC110
                        await anyio.sleep(_FULL)
                    connection.put_back(b"")
                    await anyio.lowlevel.checkpoint()
                window.push(Push(source=source, data={**data, "EOF": True}))
            except OroError as error:
                window.push(Push(source=source, data=data, err={**error.as_err(), **data}))
