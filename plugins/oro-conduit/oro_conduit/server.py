"""The server on loopback: sockets of both versions on one port.

The port is taken before anything is served, so that it can be told to windows, on 127.0.0.1 and, where there
is one, on ::1 as well: `localhost` may mean either, and nobody else shall answer there.
"""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Awaitable, Callable

import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, WebSocketRequest, wrap_server_stream

from oro_conduit.carriers import Gone
from oro_conduit.errors import ABNORMAL, NOT_BINARY, ProtocolError
from oro_conduit.handshake import PROTOCOL, Asked, Refused, Version1, Version2
from oro_framework.errors import Broken

__all__ = ("Server", "Sockets", "SocketCarrier", "taken_port")

HANDSHAKE = 10.0
"""Seconds a connection has to ask for a socket."""
CLOSING = 2.0
ATTEMPTS = 16
RECEIVE_BUFFER = 1 << 18
MESSAGE_QUEUE = 1024
BACKLOG = 64


class Sockets:
    """The listening sockets of one port."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.sockets = sockets
        self.port: int = sockets[0].getsockname()[1]

    def close(self) -> None:
        """Give the port back."""
        for each in self.sockets:
            each.close()


def taken_port(port: int) -> Sockets:
    """Take a port on every loopback address; 0 takes a free one.

    Raises:
        Broken: it is taken already.
    """
    problem: OSError | None = None
    for _ in range(1 if port else ATTEMPTS):
        sockets: list[socket.socket] = []
        try:
            sockets.append(_bound(socket.AF_INET, "127.0.0.1", port))
            sockets.append(_bound(socket.AF_INET6, "::1", sockets[0].getsockname()[1]))
        except OSError as error:
            if sockets and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                return Sockets(sockets)
            for each in sockets:
                each.close()
            problem = error
        else:
            return Sockets(sockets)
    reason = problem.strerror if problem is not None else ""
    raise Broken(f"Cannot take port {port} of 127.0.0.1: {reason}")


def _bound(family: int, address: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made


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
        async with trio.open_nursery() as nursery:
            with trio.move_on_after(HANDSHAKE) as scope:
                self._handshakes.add(scope)
                request = await wrap_server_stream(
                    nursery,
                    stream,
                    message_queue_size=MESSAGE_QUEUE,
                    max_message_size=self._max_message,
                    receive_buffer_size=RECEIVE_BUFFER,
                )
            self._handshakes.discard(scope)
            if not scope.cancelled_caught:
                await self._decide(request)
            nursery.cancel_scope.cancel()

    async def _decide(self, request: WebSocketRequest) -> None:
        verdict = self._judge(_asked(request))
        if isinstance(verdict, Refused):
            self._log.warning("Refused a connection: %s", verdict.reason)
            await request.reject(403)
            return
        version_2 = isinstance(verdict, Version2)
        connection = await request.accept(subprotocol=PROTOCOL if version_2 else None)
        self._log.debug("Opened a connection of version %d", 2 if version_2 else 1)
        await self._serve(SocketCarrier(connection), verdict)
        self._log.debug("Ended a connection of version %d", 2 if version_2 else 1)


class _Started:
    """Passes `started` on without its value."""

    def __init__(self, status: trio.TaskStatus[None]) -> None:
        self._status = status

    def started(self, value: object = None) -> None:
        self._status.started()


def _asked(request: WebSocketRequest) -> Asked:
    # trio-websocket keeps the Host header to itself.
    return Asked(
        path=request.path,
        host=request._event.host,
        origins=[value.decode("latin-1") for name, value in request.headers if name.lower() == b"origin"],
        protocols=request.proposed_subprotocols,
    )


class SocketCarrier:
    """A WebSocket as a `Carrier`."""

    def __init__(self, connection: WebSocketConnection) -> None:
        self._connection = connection

    async def receive(self) -> bytes:
        """Wait for the next message.

        Raises:
            Gone: the socket closed.
            ProtocolError: the message is text.
        """
        try:
            message = await self._connection.get_message()
        except ConnectionClosed as error:
            raise Gone from error
        if isinstance(message, str):
            raise ProtocolError("not-binary", "Cannot take text: messages are binary", NOT_BINARY)
        return bytes(message)

    async def send(self, data: bytes) -> None:
        """Send one message.

        Raises:
            Gone: the socket closed.
        """
        try:
            await self._connection.send_message(data)
        except ConnectionClosed as error:
            raise Gone from error

    async def close(self, code: int, reason: str) -> None:
        """Close with a code; a reason longer than a close frame holds is cut."""
        with trio.move_on_after(CLOSING):
            text = reason.encode("utf-8", "replace")[:120].decode("utf-8", "ignore")
            await self._connection.aclose(1001 if code == ABNORMAL else code, text)
