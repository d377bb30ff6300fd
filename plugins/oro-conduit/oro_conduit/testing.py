"""A page and a client as a test sees them: the other ends of both protocols, on the test's own loop.

async with open_host(oro_conduit.plugin, …) as app, connected(app) as page:
status, body = await page.get("ipc://ping")
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol
from urllib.parse import quote

import httpx
import trio
from trio_websocket import ConnectionClosed, WebSocketConnection, wrap_client_stream

from oro_conduit.wire import frame_v1
from oro_conduit.wire.stream_events import Answered, Data, Event, Failed, Head, Message
from oro_conduit.wire.streams import Multiplexer
from oro_framework.errors import Closed
from oro_framework.testing import OpenHost
from oro_framework.types import Window

__all__ = ("Call", "HeldWire", "Page", "SocketWire", "TextClient", "client", "connected", "connected_held")


class Wire(Protocol):
    """A way for bytes."""

    async def receive(self) -> bytes:
        """Wait for bytes.

        Raises:
            ConnectionClosed: there will be no more.
        """
        ...

    async def send(self, data: bytes) -> None:
        """Send bytes."""
        ...


class SocketWire:
    """A WebSocket."""

    def __init__(self, websocket: WebSocketConnection) -> None:
        self.websocket = websocket

    async def receive(self) -> bytes:
        """Wait for a message."""
        message = await self.websocket.get_message()
        assert isinstance(message, bytes)
        return message

    async def send(self, data: bytes) -> None:
        """Send a message."""
        await self.websocket.send_message(data)


class Call:
    """One call of a page, as it comes in."""

    def __init__(self, page: Page, stream: int) -> None:
        self.page = page
        self.stream = stream
        self.status = 0
        self.headers: dict[str, str] = {}
        self.at: str | None = None
        """Where the body is to be fetched."""
        self.failure: dict[str, Any] | None = None
        self.chunks: list[bytes] = []
        self.ended = False
        self.changed = trio.Event()

    def take(self, event: Event) -> None:
        """Take what came for this call."""
        if isinstance(event, Head | Answered):
            self.status = int(str(event.headers["status"]))
            pairs: Any = event.headers["headers"]
            self.headers = dict(pairs)
            at = event.headers.get("at")
            self.at = at if isinstance(at, str) else None
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
        """Wait for anything to come."""
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
        """Send body bytes as credit allows; does not wait for them to go."""
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
        """Take what comes until the connection ends."""
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

    async def until(self, wanted: Callable[[], object]) -> None:
        """Wait until something that came makes `wanted()` true."""
        while not wanted():
            self.changed = trio.Event()
            await self.changed.wait()

    async def flush(self) -> None:
        """Send what waits."""
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
        """Open a stream."""
        block: dict[str, Any] = {"url": url, "method": method, "headers": tuple(headers)}
        if call:
            block["call"] = call
        stream = self.streams.open(block, body, end=end, duplex=duplex)
        self.calls[stream] = Call(self, stream)
        await self.flush()
        return self.calls[stream]

    async def get(self, url: str, **options: Any) -> tuple[int, bytes]:
        """Call a route; return status and body."""
        call = await self.open(url, **options)
        body = await call.body()
        return call.status, body

    async def say(self, body: bytes = b"", **headers: Any) -> None:
        """Send a message."""
        self.streams.message(headers, body)
        await self.flush()

    async def closed(self) -> tuple[int, str]:
        """Wait for the end of the connection; return its code and reason."""
        await self.until(lambda: self.reason is not None)
        assert self.reason is not None
        return self.reason


@asynccontextmanager
async def connected(app: OpenHost, *, files: bool = False, window: Window | None = None) -> AsyncIterator[Page]:
    """Connect a page of version 2 for the length of the block.

    Args:
        app: the running host.
        files: it fetches large files itself.
        window: whose page it is; the app's first when None.
    """
    ticket = await _asked(app, "ticket", window)
    protocols = ["oro.conduit.v2", *(["oro.files"] if files else []), f"oro.ticket.{ticket['ticket']}"]
    async with _websocket(app, ticket["port"], "/", protocols) as websocket, trio.open_nursery() as nursery:
        assert websocket.subprotocol == "oro.conduit.v2"
        page = Page(SocketWire(websocket))
        nursery.start_soon(page.run)
        yield page
        nursery.cancel_scope.cancel()


async def _asked(app: OpenHost, route: str, window: Window | None) -> Any:
    """Call a route of Conduit's as the page of a window; return its data."""
    async with app.client_of(app.host.origin, window) as page:
        reply = (await page.get(f"ipc://internal.conduit.{route}")).json()
    assert "err" not in reply, reply["err"]
    return reply["data"]


@asynccontextmanager
async def _websocket(
    app: OpenHost, port: int, path: str, protocols: Sequence[str] = ()
) -> AsyncIterator[WebSocketConnection]:
    # Its own context manager leaves the TCP stream open when the other side closed first.
    async with await trio.open_tcp_stream("127.0.0.1", port) as stream, trio.open_nursery() as nursery:
        websocket = await wrap_client_stream(
            nursery,
            stream,
            f"127.0.0.1:{port}",
            path,
            subprotocols=protocols,
            extra_headers=[(b"origin", app.host.origin.encode())],
        )
        async with websocket:
            yield websocket
        nursery.cancel_scope.cancel()


class HeldWire:
    """The held request, and the posts that go with it."""

    def __init__(self, app: OpenHost, ticket: str, reply: httpx.Response) -> None:
        self._app = app
        self._ticket = ticket
        self._pieces = reply.aiter_raw()

    async def receive(self) -> bytes:
        """Wait for a piece of the held answer."""
        try:
            return await anext(self._pieces)
        except (StopAsyncIteration, Closed):
            raise ConnectionClosed(None) from None

    async def send(self, data: bytes) -> None:
        """Post bytes."""
        reply = await self._app.call("internal.conduit.push", data, ticket=self._ticket)
        assert reply.status == 200, reply.body


@asynccontextmanager
async def connected_held(app: OpenHost) -> AsyncIterator[Page]:
    """Connect a page by a held request for the length of the block."""
    ticket = (await app.call("internal.conduit.ticket")).data["ticket"]
    async with (
        app.client.stream("GET", f"ipc://internal.conduit.held?ticket={ticket}") as reply,
        trio.open_nursery() as nursery,
    ):
        assert reply.status_code == 200
        page = Page(HeldWire(app, ticket, reply))
        nursery.start_soon(page.run)
        yield page
        nursery.cancel_scope.cancel()


class TextClient:
    """A client of version 1."""

    def __init__(self, websocket: WebSocketConnection) -> None:
        self.websocket = websocket

    async def send(self, options: dict[str, Any], payload: bytes = b"") -> None:
        """Send a frame."""
        await self.websocket.send_message(frame_v1.encode(options, payload))

    async def receive(self) -> tuple[dict[str, str], bytes]:
        """Wait for a frame; return its headers as text, and its payload."""
        message = await self.websocket.get_message()
        assert isinstance(message, bytes)
        headers, payload = frame_v1.decode(message)
        return dict(headers), payload


@asynccontextmanager
async def client(
    app: OpenHost, id: str, *, key: str | None = None, window: Window | None = None, top: str | None = None
) -> AsyncIterator[TextClient]:
    """Connect a client of version 1 for the length of the block.

    Args:
        app: the running host.
        id: of the client.
        key: what it shows; its window's own when None.
        window: whose page it is; the app's first when None.
        top: id of the window it says it belongs to; that of `window` when None, none when empty.
    """
    status = await _asked(app, "status", window)
    named = (window or app.window).id if top is None else top
    path = f"/{id}" + (f"/{named}" if named else "") + f"?key={quote(key or status['sharedKey'])}"
    async with _websocket(app, status["port"], path) as websocket:
        yield TextClient(websocket)
