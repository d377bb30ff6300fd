"""A route's end of a stream that goes both ways: ASGI `receive` and `send`, at the same time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from oro_framework.types import Receive, Send

__all__ = ("RouteDuplex",)


class RouteDuplex:
    """The `Duplex` a route gets from `call.stream()`.

    Args:
        receive: gives `http.request` messages.
        send: takes `http.response.body` messages.
        start: sends status and headers; awaited before the first bytes.
    """

    def __init__(self, receive: Receive, send: Send, start: Callable[[], Awaitable[None]]) -> None:
        self._receive = receive
        self._send = send
        self._start = start
        self._ended = False
        self.started = False

    async def send(self, data: bytes) -> None:
        """Send bytes to the page; see `Duplex.send`."""
        await self.open()
        if data:
            await self._send({"type": "http.response.body", "body": bytes(data), "more_body": True})

    async def receive(self) -> bytes:
        """Wait for bytes from the page; see `Duplex.receive`."""
        while not self._ended:
            message = await self._receive()
            self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
            if body := message.get("body", b""):
                return bytes(body)
        return b""

    # No generator: one left by a cancelled loop would be finalised wherever the collector runs.
    def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over what the page sends until it ends its side."""
        return self

    async def __anext__(self) -> bytes:
        if data := await self.receive():
            return data
        raise StopAsyncIteration

    async def open(self) -> None:
        """Send status and headers, once."""
        if not self.started:
            self.started = True
            await self._start()

    async def close(self) -> None:
        """End the answer."""
        await self._send({"type": "http.response.body", "body": b""})
