"""Connections, served by hypercorn's trio worker."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import trio
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.config import Config
from hypercorn.trio.worker_context import WorkerContext
from hypercorn.typing import ConnectionState

from oro_http.bridge import Bridge
from oro_http.connection import Connection
from oro_http.http1 import Http1Server

__all__ = ("Server",)

MAX_HEAD = 64 * 1024
HEAD_SECONDS = 10
"""Seconds a client may take for the head of a request, and be idle between two."""
_FULL = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Server:
    """Serves a bridge.

    Args:
        bridge: answers requests.
        log: where failures of connections go.
        max_connections: connections at once.
        stall: seconds a client may take nothing.
    """

    def __init__(self, bridge: Bridge, log: logging.Logger, *, max_connections: int, stall: float) -> None:
        self._bridge = bridge
        self._log = log
        self._max = max_connections
        self._stall = stall
        self._config = _config(log)
        self._context = WorkerContext(None)
        self.connections: set[Connection] = set()

    async def run(self, listeners: list[trio.SocketListener]) -> None:
        """Accept connections until cancelled, then close every one of them."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(trio.serve_listeners, self._serve, listeners)
            try:
                await trio.sleep_forever()
            finally:
                for connection in self.connections:
                    connection.close()

    async def _serve(self, stream: trio.SocketStream) -> None:
        connection = Connection(stream, self._stall)
        if len(self.connections) >= self._max:
            await _refuse(connection)
            return
        self.connections.add(connection)
        app: Any = ASGIWrapper(partial(self._bridge.serve, connection.close))
        served: Any = connection
        try:
            await Http1Server(app, self._config, self._context, ConnectionState({}), served).run()
        except Exception:
            self._log.exception("Cannot go on with a connection over HTTP")
        finally:
            self.connections.discard(connection)
            connection.close()


async def _refuse(connection: Connection) -> None:
    try:
        await connection.send_all(_FULL)
        await connection.send_eof()
    except OSError:
        pass
    except (trio.BrokenResourceError, trio.ClosedResourceError):
        pass
    finally:
        connection.close()


def _config(log: logging.Logger) -> Config:
    config = Config()
    config.errorlog = log
    config.include_server_header = False
    config.h11_max_incomplete_size = MAX_HEAD
    config.keep_alive_timeout = HEAD_SECONDS
    return config
