"""A page as a test sees it: the other end of the protocol, over a socket or the held request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import pytest
import trio
from oro_conduit import frame_v1
from oro_conduit.service import Conduit
from oro_conduit.streams import Answered, Data, Event, Failed, Head, Message, Multiplexer
from trio_websocket import ConnectionClosed, WebSocketConnection, open_websocket_url

from oro_framework.testing import OpenHost


class Wire(Protocol):
    async def receive(self) -> bytes: ...
    async def send(self, data: bytes) -> None: ...


class Socket:
    def __init__(self, websocket: WebSocketConnection) -> None:
        self.websocket = websocket

    async def receive(self) -> bytes:
        message = await self.websocket.get_message()
        assert isinstance(message, bytes)
        return message

    async def send(self, data: bytes) -> None:
        await self.websocket.send_message(data)


class Call:
    """One call of a page, as it comes in."""

    def __init__(self, page: Page, stream: int) -> None:
        self.page = page
        self.stream = stream
        self.status = 0
        self.headers: dict[str, str] = {}
        self.failure: dict[str, Any] | None = None
        self.chunks: list[bytes] = []
        self.ended = False
        self.changed = trio.Event()

    def take(self, event: Event) -> None:
        if isinstance(event, Head | Answered):
            self.status = int(str(event.headers["status"]))
            pairs: Any = event.headers["headers"]
            self.headers = dict(pairs)
        if isinstance(event, Answered):
            self.chunks.append(event.body)
            self.ended = True
        elif isinstance(event, Head):
            self.ended = event.end
        elif isinstance(event, Data):
            self.chunks.append(event.data)
            self.ended = event.end
        elif isinstance(event, Failed):
            self.failure = dict(event.headers)
            self.ended = True
        self.changed.set()

    async def wait(self) -> None:
        self.changed = trio.Event()
        await self.changed.wait()

    async def body(self) -> bytes:
        """Read the whole answer, granting credit."""
        return b"".join([chunk async for chunk in self])

    async def read(self) -> bytes:
        """Read the next bytes; empty at the end."""
        while not self.chunks and not self.ended:
            await self.wait()
        chunk = b"".join(self.chunks)
        self.chunks.clear()
        self.page.streams.taken(self.stream, len(chunk))
        await self.page.flush()
        return chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while chunk := await self.read():
            yield chunk

    async def send(self, data: bytes, *, end: bool = False) -> None:
        self.page.streams.write(self.stream, data)
        if end:
            self.page.streams.end(self.stream)
        await self.page.flush()


class Page:
    """A page with an open connection."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.streams = Multiplexer(role="page")
        self.calls: dict[int, Call] = {}
        self.messages: list[Message] = []
        self.reason: tuple[int, str] | None = None
        self.changed = trio.Event()
        self._sending = trio.Lock()

    async def run(self) -> None:
        try:
            while True:
                for event in self.streams.receive(await self.wire.receive()):
                    if isinstance(event, Message):
                        self.messages.append(event)
                    elif isinstance(event, Head | Answered | Data | Failed):
                        self.calls[event.stream].take(event)
                self.changed.set()
                await self.flush()
        except ConnectionClosed as error:
            self.reason = (1006, "") if error.reason is None else (error.reason.code, error.reason.reason or "")
            self.changed.set()

    async def until(self, wanted: Any) -> None:
        while not wanted():
            self.changed = trio.Event()
            await self.changed.wait()

    async def flush(self) -> None:
        async with self._sending:
            while batch := self.streams.take():
                await self.wire.send(batch)
            self.streams.outgoing.ended.clear()
            self.streams.outgoing.relieved.clear()

    async def open(
        self,
        url: str,
        body: bytes = b"",
        *,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        call: str = "",
        end: bool = True,
        duplex: bool = False,
    ) -> Call:
        block: dict[str, Any] = {"url": url, "method": method, "headers": tuple(headers)}
        if call:
            block["call"] = call
        stream = self.streams.open(block, body, end=end, duplex=duplex)
        self.calls[stream] = Call(self, stream)
        await self.flush()
        return self.calls[stream]

    async def get(self, url: str, **options: Any) -> tuple[int, bytes]:
        call = await self.open(url, **options)
        body = await call.body()
        return call.status, body

    async def say(self, body: bytes = b"", **headers: Any) -> None:
        self.streams.message(headers, body)
        await self.flush()

    async def closed(self) -> tuple[int, str]:
        await self.until(lambda: self.reason is not None)
        assert self.reason is not None
        return self.reason


@pytest.fixture
def anyio_backend() -> str:
    return "trio"


def conduit(app: OpenHost) -> Conduit:
    service = app.host.service("conduit")
    assert isinstance(service, Conduit)
    return service


@asynccontextmanager
async def connected(app: OpenHost, **options: Any) -> AsyncIterator[Page]:
    """Connect a page of version 2 for the length of the block."""
    ticket = (await app.call("internal.conduit.ticket")).data
    url = f"ws://127.0.0.1:{ticket['port']}/"
    protocols = ["oro.conduit.v2", f"oro.ticket.{ticket['ticket']}"]
    headers = [("origin", app.host.origin)]
    async with (
        open_websocket_url(url, subprotocols=protocols, extra_headers=_raw(headers), **options) as websocket,
        trio.open_nursery() as nursery,
    ):
        assert websocket.subprotocol == "oro.conduit.v2"
        page = Page(Socket(websocket))
        nursery.start_soon(page.run)
        yield page
        nursery.cancel_scope.cancel()


class TextClient:
    """A client of version 1."""

    def __init__(self, websocket: WebSocketConnection) -> None:
        self.websocket = websocket

    async def send(self, options: dict[str, Any], payload: bytes = b"") -> None:
        await self.websocket.send_message(frame_v1.encode(options, payload))

    async def receive(self) -> tuple[dict[str, str], bytes]:
        message = await self.websocket.get_message()
        assert isinstance(message, bytes)
        headers, payload = frame_v1.decode(message)
        return dict(headers), payload


@asynccontextmanager
async def client(app: OpenHost, id: str, *, key: str | None = None) -> AsyncIterator[TextClient]:
    """Connect a client of version 1 for the length of the block."""
    status = (await app.call("internal.conduit.status")).data
    url = f"ws://127.0.0.1:{status['port']}/{id}/{app.window.id}?key={key or status['sharedKey']}"
    async with open_websocket_url(url, extra_headers=_raw([("origin", app.host.origin)])) as websocket:
        yield TextClient(websocket)


def _raw(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers]
