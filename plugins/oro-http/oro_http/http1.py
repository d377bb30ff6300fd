"""Hypercorn's server of one connection, for HTTP/1.1 alone.

Its HTTP/2 has no backpressure: what a client does not take piles up in memory, without end when a stream has none.
"""

from __future__ import annotations

from typing import Any

import h11
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.trio.task_group import TaskGroup
from hypercorn.trio.tcp_server import TCPServer
from hypercorn.typing import ConnectionState
from hypercorn.utils import parse_socket_addr

__all__ = ("Http1Server",)


class _Http1(H11Protocol):
    """Ignores the wish for another protocol, as a server may (RFC 9110, 7.8)."""

    async def _check_protocol(self, event: h11.Request) -> None:
        """Stay with HTTP/1.1."""


class Http1Server(TCPServer):
    """Serves one connection until it ends."""

    async def run(self) -> None:
        try:
            socket = self.stream.socket
            client = parse_socket_addr(socket.family, socket.getpeername())
            server = parse_socket_addr(socket.family, socket.getsockname())
            async with TaskGroup() as tasks:
                self._task_group = tasks
                state = ConnectionState(self.state)
                protocol: Any = _Http1(
                    self.app, self.config, self.context, tasks, state, False, client, server, self.protocol_send
                )
                self.protocol = protocol
                await self.protocol.initiate()
                await self.idle_task.restart(tasks, self._idle_timeout)
                await self._read_data()
        except OSError:
            pass
        finally:
            await self._close()
