"""Answers the DNS queries of a container's programs, on sockets that were opened within it."""

from __future__ import annotations

import socket
from contextlib import suppress

import trio

from oro_container.egress.egress import Egress

__all__ = ("serve_names",)

_MOST_AT_ONCE = 64
_SECONDS = 10
"""For which a connection may be idle, and a name be looked up."""
_LONGEST = 4096


async def serve_names(egress: Egress, datagrams: socket.socket, connections: socket.socket) -> None:
    """Answer queries by UDP and TCP until this is cancelled; the sockets are closed then."""
    places = trio.Semaphore(_MOST_AT_ONCE)
    datagrams.setblocking(False)
    connections.setblocking(False)
    near, listener = trio.socket.from_stdlib_socket(datagrams), trio.socket.from_stdlib_socket(connections)
    with near, listener:
        async with trio.open_nursery() as tasks:
            tasks.start_soon(_serve_datagrams, egress, near, places, tasks)
            while True:
                with suppress(ConnectionAbortedError):
                    connection, _ = await listener.accept()
                    await places.acquire()
                    tasks.start_soon(_serve_connection, egress, trio.SocketStream(connection), places)


async def _serve_datagrams(
    egress: Egress, near: trio.socket.SocketType, places: trio.Semaphore, tasks: trio.Nursery
) -> None:
    while True:
        with suppress(ConnectionRefusedError):
            query, asker = await near.recvfrom(_LONGEST)
            await places.acquire()
            tasks.start_soon(_answer_datagram, egress, near, query, asker, places)


async def _answer_datagram(
    egress: Egress, near: trio.socket.SocketType, query: bytes, asker: tuple[object, ...], places: trio.Semaphore
) -> None:
    try:
        with trio.move_on_after(_SECONDS):
            answer = await egress.resolve(query)
            if answer is not None:
                # It may have gone meanwhile.
                with suppress(OSError):
                    await near.sendto(answer, asker)
    finally:
        places.release()


async def _serve_connection(egress: Egress, stream: trio.SocketStream, places: trio.Semaphore) -> None:
    try:
        async with stream:
            with suppress(trio.BrokenResourceError, trio.ClosedResourceError):
                while True:
                    with trio.move_on_after(_SECONDS) as patience:
                        query = await _exactly(stream, int.from_bytes(await _exactly(stream, 2), "big"))
                        answer = await egress.resolve(query, datagram=False) if query else None
                        if answer is None:
                            return
                        await stream.send_all(len(answer).to_bytes(2, "big") + answer)
                    if patience.cancelled_caught:
                        return
    finally:
        places.release()


async def _exactly(stream: trio.SocketStream, length: int) -> bytes:
    """Return so many bytes, or nothing when there are fewer."""
    data = b""
    while len(data) < length:
        more = await stream.receive_some(length - len(data))
        if not more:
            return b""
        data += more
    return data
