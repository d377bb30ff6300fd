"""For tests: guests written byte by byte, previews of them, and an engine's side of a connection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import trio

from oro_container.previews.previews import Previews

__all__ = ("APP", "Guest", "Published", "answering", "published", "read_all", "read_until")

APP = "oro://org.example.app"
Guest = Callable[[trio.SocketStream], Awaitable[None]]


async def read_until(stream: trio.SocketStream, end: bytes) -> bytes:
    """Return what comes, up to an end at least."""
    data = b""
    while end not in data:
        more = await stream.receive_some()
        assert more, data
        data += more
    return data


async def read_all(stream: trio.SocketStream) -> bytes:
    """Return what comes until the stream ends."""
    data = b""
    while more := await stream.receive_some():
        data += more
    return data


@dataclass
class Published:
    """Port 3000 of container `c`, which a guest serves, and its preview."""

    previews: Previews
    url: str
    streams: list[trio.SocketStream] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return the value of header `Host`."""
        return self.url.removeprefix("http://").rstrip("/")

    async def ask(self, text: str) -> trio.SocketStream:
        """Send the text of a request; `HOST` and `ORIGIN` stand for those of the preview."""
        stream = await trio.open_tcp_stream("127.0.0.1", int(self.host.rpartition(":")[2]))
        self.streams.append(stream)
        await self.send(stream, text)
        return stream

    async def send(self, stream: trio.SocketStream, text: str) -> None:
        """Send another on a connection."""
        head = text.replace("ORIGIN", f"http://{self.host}").replace("HOST", self.host)
        await stream.send_all(head.replace("\n", "\r\n").encode())

    async def get(self, path: str = "/", *headers: str) -> bytes:
        """Return the answer to a request of the preview's own document."""
        lines = [f"GET {path} HTTP/1.1", "Host: HOST", "Sec-Fetch-Site: same-origin", "Connection: close", *headers]
        async with await self.ask("\n".join(lines) + "\n\n") as stream:
            return await read_all(stream)


@asynccontextmanager
async def published(guest: Guest) -> AsyncIterator[Published]:
    """Serve a guest and publish it."""
    previews = Previews([APP])
    async with trio.open_nursery() as nursery, previews.running():
        listeners = await nursery.start(trio.serve_tcp, guest, 0)
        port = listeners[0].socket.getsockname()[1]

        async def dial(_port: int) -> trio.SocketStream:
            return await trio.open_tcp_stream("127.0.0.1", port)

        made = Published(previews, await previews.publish("c", 3000, dial))
        try:
            yield made
        finally:
            for stream in made.streams:
                stream.socket.close()
            nursery.cancel_scope.cancel()


def answering(answer: bytes, asked: list[bytes] | None = None) -> Guest:
    """Return a guest that answers each request without a body with the same bytes, and keeps what it was asked."""

    async def guest(stream: trio.SocketStream) -> None:
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                more = await stream.receive_some()
                if not more:
                    return
                data += more
            head, _, data = data.partition(b"\r\n\r\n")
            if asked is not None:
                asked.append(head)
            await stream.send_all(answer)

    return guest
