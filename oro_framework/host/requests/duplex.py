"""A route's end of a two-way stream: the route reads from the page while it sends its answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from oro_framework.host.requests.reply import Head
from oro_framework.host.requests.sending import Sender

__all__ = ("RouteDuplex",)


class RouteDuplex:
    """The `Duplex` a route gets from `call.stream()`.

    Args:
        receive: waits for the next piece of the request's body; returns empty bytes at its end.
        sender: sends the answer.
        head: status and headers of the answer, sent before its first bytes.
    """

    def __init__(self, receive: Callable[[], Awaitable[bytes]], sender: Sender, head: Head) -> None:
        self._receive = receive
        self._sender = sender
        self._head = head
        self._ended = False

    async def send(self, data: bytes) -> None:
        """Send bytes to the page; see `Duplex.send`."""
        self.open()
        if data:
            await self._sender.write(bytes(data))

    async def receive(self) -> bytes:
        """Wait for bytes from the page; see `Duplex.receive`."""
        if self._ended:
            return b""
        data = await self._receive()
        self._ended = not data
        return data

    # Not a generator: one left by a cancelled loop would be finalised in whichever task the collector runs.
    def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterate over the bytes the page sends, until it ends its side."""
        return self

    async def __anext__(self) -> bytes:
        if data := await self.receive():
            return data
        raise StopAsyncIteration

    def open(self) -> None:
        """Send status and headers, once."""
        if not self._sender.begun:
            self._sender.begin(self._head)
