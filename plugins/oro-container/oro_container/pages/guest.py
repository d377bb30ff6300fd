"""`Guest`, a container that runs in its page, as the host asks its servers for previews."""

from __future__ import annotations

import math
import socket
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

import h11
import trio

from oro_container.core.previews.message import PreviewMessage
from oro_container.previews.peer import Peer

__all__ = ("Asked", "Guest", "Head")

LARGEST = 64 << 20
"""Bytes of a request's body; the page gets it at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of an answer."""

    status: int
    headers: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Asked:
    """A request that the page is to answer.

    One for another protocol is answered by bytes, from the head on, and the frame's bytes follow it.
    """

    kind: Literal["request", "upgrade"]
    number: int
    port: int
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    head: trio.Event = field(default_factory=trio.Event)
    answer: Head | None = None
    pieces: trio.MemorySendChannel[bytes] = field(init=False)
    told: trio.MemoryReceiveChannel[bytes] = field(init=False)
    sent: trio.MemorySendChannel[bytes] = field(init=False)
    coming: trio.MemoryReceiveChannel[bytes] = field(init=False)
    gone: bool = False

    def __post_init__(self) -> None:
        self.pieces, self.told = trio.open_memory_channel[bytes](0)
        self.sent, self.coming = trio.open_memory_channel[bytes](0)


class Guest:
    """A container that runs in its page.

    Args:
        id: of it, which the page does not choose.
        tasks: in which its connections are served.
    """

    def __init__(self, id: str, tasks: trio.Nursery) -> None:
        self.id = id
        self._tasks = tasks
        self._numbers = count(1)
        self._send, self._waiting = trio.open_memory_channel[Asked | PreviewMessage](math.inf)
        self._asked: dict[int, Asked] = {}
        self._closed = False
        self._serving: set[trio.CancelScope] = set()

    async def dial(self, port: int) -> trio.SocketStream:
        """Return a connection to a port, whose requests the page answers."""
        if self._closed:
            raise ConnectionRefusedError("the page is gone")
        near, far = socket.socketpair()
        for each in (near, far):
            each.setblocking(False)
        self._tasks.start_soon(self._serve, port, trio.SocketStream(trio.socket.from_stdlib_socket(far)))
        return trio.SocketStream(trio.socket.from_stdlib_socket(near))

    def tell(self, message: PreviewMessage) -> None:
        """Tell the page of an error in a document of its previews."""
        with suppress(trio.ClosedResourceError, trio.BrokenResourceError):
            self._send.send_nowait(message)

    async def next(self) -> Asked | PreviewMessage | None:
        """Return the next request that is to be answered, or error in a document; None once there comes no more."""
        while True:
            try:
                asked = await self._waiting.receive()
            except (trio.EndOfChannel, trio.ClosedResourceError):
                return None
            if not isinstance(asked, Asked) or not asked.gone:
                return asked

    def find(self, number: int) -> Asked | None:
        """Return a request that is being answered; None where it is no longer waited for."""
        return self._asked.get(number)

    def close(self) -> None:
        """End what it answers; what comes is refused."""
        self._closed = True
        for scope in self._serving:
            scope.cancel()
        self._send.close()

    async def _serve(self, port: int, stream: trio.SocketStream) -> None:
        peer = Peer(stream, h11.SERVER)
        with closing(peer), trio.CancelScope() as scope:
            if self._closed:
                return
            self._serving.add(scope)
            try:
                while isinstance(request := await peer.receive(), h11.Request):
                    await self._exchange(peer, port, request)
                    if not peer.reusable:
                        return
                    peer.http.start_next_cycle()
            except (h11.RemoteProtocolError, h11.LocalProtocolError, trio.BrokenResourceError):
                return
            finally:
                self._serving.discard(scope)

    async def _exchange(self, peer: Peer, port: int, request: h11.Request) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers]
        kind: Literal["request", "upgrade"] = "upgrade" if any(name == "upgrade" for name, _ in headers) else "request"
        body = bytearray()
        while isinstance(event := await peer.receive(), h11.Data):
            body += event.data
            if len(body) > LARGEST:
                return await _refuse(peer, 413, b"a request has at most %d bytes here" % LARGEST)
        path, method = request.target.decode("latin-1"), request.method.decode("latin-1")
        asked = Asked(kind, next(self._numbers), port, method, path, headers, bytes(body))
        self._asked[asked.number] = asked
        try:
            self._send.send_nowait(asked)
            if kind == "upgrade":
                return await self._pass_on(peer, asked)
            await asked.head.wait()
            assert asked.answer is not None
            await self._answer(peer, asked, asked.answer)
        finally:
            asked.gone = True
            asked.told.close()
            asked.sent.close()
            del self._asked[asked.number]

    @staticmethod
    async def _answer(peer: Peer, asked: Asked, head: Head) -> None:
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in head.headers]
        if not any(name in (b"content-length", b"transfer-encoding") for name, _ in headers):
            headers.append((b"transfer-encoding", b"chunked"))
        await peer.send(h11.Response(status_code=head.status, headers=headers))
        async for piece in asked.told:
            await peer.send(h11.Data(data=piece))
        await peer.send(h11.EndOfMessage())

    @staticmethod
    async def _pass_on(peer: Peer, asked: Asked) -> None:
        """Pass bytes on both ways until the page says nothing more, or the frame is gone."""

        async def send() -> None:
            data, _ = peer.http.trailing_data
            with asked.sent, suppress(trio.BrokenResourceError):
                while data or (data := await peer.read()):
                    await asked.sent.send(data)
                    data = b""

        async with trio.open_nursery() as tasks:
            tasks.start_soon(send)
            async for piece in asked.told:
                await peer.write(piece)
            tasks.cancel_scope.cancel()
        peer.close()


async def _refuse(peer: Peer, status: int, why: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(why)), (b"connection", b"close")]
    peer.put(h11.Response(status_code=status, headers=headers))
    peer.put(h11.Data(data=why))
    await peer.send(h11.EndOfMessage())
