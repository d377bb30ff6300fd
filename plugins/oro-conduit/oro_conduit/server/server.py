"""The server on loopback: sockets of both versions on one port."""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

import trio

from oro_conduit.access.handshake import Asked, Refused, Version1, Version2
from oro_conduit.carriers.socket_carrier import BUFFER, CLOSING, SocketCarrier
from oro_conduit.server.ports import Sockets
from oro_framework.errors import Closed, TimedOut, TooLarge
from oro_framework.listener import Bounds, Listener
from oro_framework.listener import Connection as Accepted
from oro_framework.service import load

if TYPE_CHECKING:
    from oro_conduit.server.upgrade import Upgrade

__all__ = ("Server",)

HANDSHAKE = 10.0
"""Seconds a connection has to ask for a socket."""
MAX_HEAD = 16384
"""Bytes it may take for that."""
_NEEDED = (
    "oro_conduit.carriers.masking",
    "oro_conduit.server.upgrade",
    "oro_conduit.clients.page_clients",
    "oro_conduit.clients.text_client",
)
"""Modules that serve connections, imported with the first of them: it takes long for the loop thread."""
UNSENT = 1 << 17
"""Bytes the system holds back before a writer waits; more makes no stream faster and every call later."""


class Server:
    """Serves one port until cancelled.

    Args:
        decide: decides about an upgrade request.
        serve: serves one connection to its end.
        max_message: bytes of one message.
        max_clients: connections at once; one more is closed unheard.
        log: where refusals are told.
    """

    def __init__(
        self,
        decide: Callable[[Asked], Version1 | Version2 | Refused],
        serve: Callable[[SocketCarrier, Version1 | Version2], Awaitable[None]],
        *,
        max_message: int,
        max_clients: int,
        log: logging.Logger,
    ) -> None:
        self._admit = decide
        self._serve = serve
        self._max_message = max_message
        bounds = Bounds(connections=max_clients, head=MAX_HEAD, seconds=HANDSHAKE)
        self._listener = Listener(self._accepted, bounds, log=log, name="port of Conduit")
        self._log = log
        self._accepting = trio.CancelScope()
        self._handshakes: set[trio.CancelScope] = set()
        self._buffer = memoryview(bytearray(BUFFER))

    async def run(self, sockets: Sockets, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Accept connections until `stop` or cancelled, then let those there are end; the sockets are closed."""
        async with trio.open_nursery() as nursery:
            with self._accepting:
                await self._listener.run(sockets.sockets, nursery, task_status=task_status)
            for scope in self._handshakes:
                scope.cancel()
            nursery.cancel_scope.deadline = trio.current_time() + CLOSING + 1

    def stop(self) -> None:
        """Accept no more; `run` returns once every connection has ended, 3 s from now at the latest."""
        self._accepting.cancel()

    async def _accepted(self, accepted: Accepted) -> None:
        # All of it before the answer, for the same reason as below.
        for module in _NEEDED:
            await load(module)
        from oro_conduit.server.upgrade import Upgrade  # loads wsproto

        verdict = None
        upgrade = Upgrade(accepted)
        with trio.CancelScope() as scope:
            self._handshakes.add(scope)
            try:
                verdict = await self._decide(upgrade)
            except TooLarge:
                await upgrade.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            except (TimedOut, Closed) as error:
                self._log.debug("Closed a connection: %s", error.message)
            finally:
                self._handshakes.discard(scope)
        if verdict is None:
            return
        version = 2 if isinstance(verdict, Version2) else 1
        self._log.debug("Opened a connection of version %d", version)
        with _detached(accepted.stream) as connection:
            # Nothing runs between the answer and its service: a page that knows it is connected is found at once.
            carrier = SocketCarrier(
                connection,
                max_message=self._max_message,
                buffer=self._buffer,
                answer=upgrade.acceptance(version_2=version == 2),
                early=upgrade.early,
            )
            await self._serve(carrier, verdict)
        self._log.debug("Ended a connection of version %d", version)

    async def _decide(self, upgrade: Upgrade) -> Version1 | Version2 | None:
        asked = await upgrade.asked()
        if asked is None:
            return None
        verdict = self._admit(asked)
        if isinstance(verdict, Refused):
            self._log.warning("Refused a connection: %s", verdict.reason)
            await upgrade.refuse(HTTPStatus.FORBIDDEN)
            return None
        return verdict


def _detached(stream: trio.SocketStream) -> socket.socket:
    """Return the socket itself: calls are read and answered without a layer between."""
    connection = socket.socket(fileno=stream.socket.detach())
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
    return connection
