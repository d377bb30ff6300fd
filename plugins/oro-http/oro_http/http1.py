"""Hypercorn's server of one connection, for HTTP/1.1 alone, and its end where hypercorn has none.

Its HTTP/2 has no backpressure: what a client does not take piles up in memory, without end when a stream has none.
When a client is gone it waits all the same, for the next request until its keep-alive has passed, and, where requests
were sent ahead, for ever: for the end of an answer that broke off.
"""

from __future__ import annotations

from typing import Any

import h11
import trio
from hypercorn.events import Event, Updated
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
    """Serves one connection until it ends; its stream is a `Connection`."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._scope = trio.CancelScope()
        self._ended = False
        """Whether the client has said all it will."""

    async def run(self) -> None:
        try:
            socket = self.stream.socket
            client = parse_socket_addr(socket.family, socket.getpeername())
            server = parse_socket_addr(socket.family, socket.getsockname())
            with self._scope:
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
                    self._ended = True
                    await self.idle_task.stop()
        except OSError:
            pass
        finally:
            await self._close()

    async def protocol_send(self, event: Event) -> None:
        if self._ended and isinstance(event, Updated):
            return
        await super().protocol_send(event)
        if self.stream.broken:
            self._scope.cancel()
