"""Opening a WebSocket to an app by an address and a key."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import trio
from msgspec import Struct
from trio_websocket import ConnectionClosed, ConnectionRejected, HandshakeError, wrap_client_stream

from oro_conduit.access.handshake import PROGRAM, PROTOCOL
from oro_conduit.client.errors import ConnectionFailed, NotRunning, Refused
from oro_conduit.client.link import MAX_MESSAGE, Link
from oro_framework.errors import InvalidArgument

__all__ = ("HANDSHAKE", "Place", "dialled")

HANDSHAKE = 10.0
"""Seconds an app has to accept a connection."""
BUFFER = 1 << 18


class Place(Struct, frozen=True):
    """Where an app is, and the key to it."""

    address: str
    key: str

    @property
    def host(self) -> str:
        """Its host.

        Raises:
            InvalidArgument: the address is none.
        """
        return self._parts()[0]

    @property
    def port(self) -> int:
        """Its port.

        Raises:
            InvalidArgument: the address is none.
        """
        return self._parts()[1]

    def _parts(self) -> tuple[str, int]:
        host, _, port = self.address.rpartition(":")
        if not host or not (port.isascii() and port.isdigit()) or int(port) > 0xFFFF:
            raise InvalidArgument(f'Cannot connect to "{self.address[:200]}": expected HOST:PORT, as in 127.0.0.1:80')
        return host, int(port)


@asynccontextmanager
async def dialled(place: Place) -> AsyncIterator[Link]:
    """Open a connection for the block.

    Raises:
        NotRunning: no app listens there.
        Refused: the app does not know the key.
        ConnectionFailed: what listens there speaks no Conduit, or takes too long.
        InvalidArgument: the address is none.
    """
    try:
        async with trio.open_nursery() as tasks:
            yield await _opened(place, tasks)
            tasks.cancel_scope.cancel()
    except BaseExceptionGroup as group:
        # A handshake that was refused ends its reader, and with it the nursery.
        error = _leaf(group.subgroup(lambda each: not isinstance(each, trio.Cancelled)) or group)
        raise (_told(place, error) if isinstance(error, HandshakeError) else error) from None


async def _opened(place: Place, tasks: trio.Nursery) -> Link:
    what = f"Cannot connect to {place.address}"
    try:
        with trio.fail_after(HANDSHAKE):
            stream = await trio.open_tcp_stream(place.host, place.port)
            try:
                return await _greeted(stream, place, tasks)
            except BaseException:
                await trio.aclose_forcefully(stream)
                raise
    except trio.TooSlowError:
        raise ConnectionFailed(f"{what}: the app did not answer within {HANDSHAKE:g} s") from None
    except ConnectionClosed as error:
        raise ConnectionFailed(f"{what}: what listens there is no app") from error
    except OSError as error:
        raise NotRunning(f"{what}: no app listens there") from error


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _told(place: Place, error: HandshakeError) -> ConnectionFailed:
    """Return what a handshake that failed means."""
    what = f"Cannot connect to {place.address}"
    if not isinstance(error, ConnectionRejected):
        return ConnectionFailed(f"{what}: what listens there is no app")
    if error.status_code == HTTPStatus.FORBIDDEN:
        return Refused(f"{what}: the app does not know the key: it was revoked, or is of an earlier run")
    return ConnectionFailed(f"{what}: what listens there is no app; it answered {error.status_code}")


async def _greeted(stream: trio.SocketStream, place: Place, tasks: trio.Nursery) -> Link:
    websocket = await wrap_client_stream(
        tasks,
        stream,
        f"{place.host}:{place.port}",
        "/",
        subprotocols=[PROTOCOL, f"{PROGRAM}{place.key}"],
        max_message_size=MAX_MESSAGE,
        receive_buffer_size=BUFFER,
    )
    if websocket.subprotocol != PROTOCOL:
        raise ConnectionFailed(f"Cannot connect to {place.address}: what listens there speaks no Conduit")
    return Link(websocket, stream)
