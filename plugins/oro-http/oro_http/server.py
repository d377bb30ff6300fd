"""Connections, served by hypercorn's trio worker."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState

from oro_framework.errors import Closed, TimedOut, TooLarge
from oro_framework.listener import Bounds, Listener
from oro_framework.listener import Connection as Accepted
from oro_framework.types import Receive, Scope, Send
from oro_http.connection import Connection
from oro_http.http1 import Http1Server

__all__ = ("Server",)

MAX_HEAD = 64 * 1024
HEAD_SECONDS = 10
"""Seconds a client may take for the head of a request, and be idle between two."""
MAX_MESSAGE = 64 << 20
"""Bytes of a message of a WebSocket."""
_END = b"\r\n\r\n"
_FULL = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class App(Protocol):
    """The ASGI app of a server: `Bridge`, or `Pages`."""

    async def serve(self, hang_up: Callable[[], None], scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange of a connection that `hang_up` closes."""
        ...


class Server:
    """Serves an app.

    Args:
        app: answers requests.
        log: where failures of connections go.
        max_connections: connections at once.
        stall: seconds a client may take nothing.
    """

    def __init__(self, app: App, log: logging.Logger, *, max_connections: int, stall: float) -> None:
        self._app = app
        self._log = log
        self._stall = stall
        bounds = Bounds(connections=max_connections, head=MAX_HEAD, seconds=HEAD_SECONDS)
        self._listener = Listener(self._accepted, bounds, log=log, name="HTTP bridge", full=_FULL)
        self._config = _config(log)
        self._context = WorkerContext(None)
        self.connections: set[Connection] = set()

    async def run(self, sockets: Sequence[socket.socket]) -> None:
        """Accept connections until cancelled, then close every one of them."""
        async with trio.open_nursery() as nursery:
            try:
                await self._listener.run(sockets, nursery)
            finally:
                for connection in self.connections:
                    connection.close()

    async def _accepted(self, accepted: Accepted) -> None:
        """Read the first head before anything else is made for a client; those that follow are hypercorn's to bound."""
        try:
            early = b"".join(await accepted.head(_END))
        except TooLarge:
            await accepted.close_with(_TOO_LONG)
        except (TimedOut, Closed) as error:
            self._log.debug("Closed a connection: %s", error.message)
        else:
            await self._serve(Connection(accepted.stream, self._stall, early))

    async def _serve(self, connection: Connection) -> None:
        self.connections.add(connection)
        app: Any = ASGIWrapper(partial(self._app.serve, connection.close))
        served: Any = connection
        try:
            await Http1Server(app, self._config, self._context, ConnectionState({}), served).run()
        except Exception:
            self._log.exception("Cannot go on with a connection over HTTP")
        finally:
            self.connections.discard(connection)
            connection.close()


def _config(log: logging.Logger) -> Config:
    config = Config()
    config.errorlog = log
    config.include_server_header = False
    config.h11_max_incomplete_size = MAX_HEAD
    config.websocket_max_message_size = MAX_MESSAGE
    config.keep_alive_timeout = HEAD_SECONDS
    return config
