"""ASGI apps on asyncio, for a host that calls them on trio.

The first message of `receive` goes along with the call, and `http.response.start` with the first piece of the body; every
other message is a call across.
"""

from __future__ import annotations

from oro_framework.host.asyncio_loop.loop import AsyncioLoop
from oro_framework.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ("AsyncioApp",)


class AsyncioApp:
    """An ASGI app that trio calls and asyncio runs, lifespan included.

    Args:
        app: the app.
        loop: where it runs.
    """

    def __init__(self, app: ASGIApp, loop: AsyncioLoop) -> None:
        self._app = app
        self._loop = loop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer. If cancelled, the app is cancelled, and has ended."""
        sides = _Sides(self._loop, await receive(), receive, send)
        await self._loop.run(self._app, scope, sides.receive, sides.send)


class _Sides:
    """The `receive` and `send` of one call of an app on asyncio."""

    def __init__(self, loop: AsyncioLoop, first: Message, receive: Receive, send: Send) -> None:
        self._loop = loop
        self._first: Message | None = first
        self._receive = receive
        self._send = send
        self._start: Message | None = None

    async def receive(self) -> Message:
        if (first := self._first) is not None:
            self._first = None
            return first
        message: Message = await self._loop.on_trio(self._receive)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._start is None:
            self._start = message
            return
        start, self._start = self._start, None
        await self._loop.on_trio(self._send_both, start, message)

    async def _send_both(self, start: Message | None, message: Message) -> None:
        if start is not None:
            await self._send(start)
        await self._send(message)
