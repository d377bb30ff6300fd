"""The server on loopback: sockets of both versions on one port."""

from __future__ import annotations

import logging
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import trio

from oro_conduit.handshake import Asked, Refused, Version1, Version2
from oro_conduit.listening import Sockets
from oro_conduit.socket_carrier import BUFFER, CLOSING, SocketCarrier
from oro_framework.service import load

if TYPE_CHECKING:
    from oro_conduit.upgrade import Upgrade

__all__ = ("Server",)

HANDSHAKE = 10.0
"""Seconds a connection has to ask for a socket."""
BACKLOG = 64
_NEEDED = ("oro_conduit.masking", "oro_conduit.upgrade", "oro_conduit.page", "oro_conduit.version_1")
"""What serves connections, imported with the first of them."""
UNSENT = 1 << 17
"""Bytes the system holds back before a writer waits; more makes no stream faster and every call later."""


class Server:
    """Serves one port until cancelled.

    Args:
        judge: decides about an upgrade request.
        serve: serves one connection to its end.
        max_message: bytes of one message.
        max_clients: connections at once; one more is closed unheard.
        log: where refusals are told.
    """

    def __init__(
        self,
        judge: Callable[[Asked], Version1 | Version2 | Refused],
        serve: Callable[[SocketCarrier, Version1 | Version2], Awaitable[None]],
        *,
        max_message: int,
        max_clients: int,
        log: logging.Logger,
    ) -> None:
        self._judge = judge
        self._serve = serve
        self._max_message = max_message
        self._max_clients = max_clients
        self._log = log
        self._live = 0
        self._accepting = trio.CancelScope()
        self._handshakes: set[trio.CancelScope] = set()
        self._buffer = memoryview(bytearray(BUFFER))

    async def run(self, sockets: Sockets, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Accept connections until `stop` or cancelled, then let those there are end; the sockets are closed."""
        listeners = []
        for each in sockets.sockets:
            each.setblocking(False)
            each.listen(BACKLOG)
            listeners.append(trio.SocketListener(trio.socket.from_stdlib_socket(each)))
        async with trio.open_nursery() as nursery:
            with self._accepting:
                await trio.serve_listeners(
                    self._accepted, listeners, handler_nursery=nursery, task_status=_Started(task_status)
                )
            for scope in self._handshakes:
                scope.cancel()
            nursery.cancel_scope.deadline = trio.current_time() + CLOSING + 1

    def stop(self) -> None:
        """Accept no more; `run` returns once every connection has ended, 3 s from now at the latest."""
        self._accepting.cancel()

    async def _accepted(self, stream: trio.SocketStream) -> None:
        """Serve one connection; nothing that happens on it reaches another."""
        self._live += 1
        try:
            async with stream:
                if self._live <= self._max_clients:
                    await self._upgrade(stream)
                else:
                    self._log.warning("Closed a connection: %d are open", self._max_clients)
        except Exception as error:
            self._log.debug("A connection ended badly: %r", error)
        finally:
            self._live -= 1

    async def _upgrade(self, stream: trio.SocketStream) -> None:
        # All of it before the answer, for the same reason as below.
        for module in _NEEDED:
            await load(module)
        from oro_conduit.upgrade import Upgrade

        verdict = None
        upgrade = Upgrade(stream)
        with trio.move_on_after(HANDSHAKE) as scope:
            self._handshakes.add(scope)
            try:
                verdict = await self._decide(upgrade)
            finally:
                self._handshakes.discard(scope)
        if verdict is None:
            return
        version = 2 if isinstance(verdict, Version2) else 1
        self._log.debug("Opened a connection of version %d", version)
        with _detached(stream) as connection:
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
        verdict = self._judge(asked)
        if isinstance(verdict, Refused):
            self._log.warning("Refused a connection: %s", verdict.reason)
            await upgrade.refuse(verdict)
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


class _Started:
    """Passes `started` on without its value."""

    def __init__(self, status: trio.TaskStatus[None]) -> None:
        self._status = status

    def started(self, value: object = None) -> None:
        self._status.started()
