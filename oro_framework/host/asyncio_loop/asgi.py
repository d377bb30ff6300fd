"""ASGI apps on asyncio, for a host that calls them on trio.

Rules
1. The first message of `receive` goes along with the call, and `http.response.start` with the first piece of the body;
   every other message is a call across.
2. Once the page has gone, an app that waits for a message is told so (`http.disconnect`), as servers do, and is to end
   by itself; one that does not wait, or does not end, is cancelled.
"""

from __future__ import annotations

import asyncio

from oro_framework.host.asyncio_loop.loop import AsyncioLoop
from oro_framework.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ("AsyncioApp",)


GONE: dict[str, Message] = {
    "http": {"type": "http.disconnect"},
    "websocket": {"type": "websocket.disconnect", "code": 1001},
}


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
        sides = _Sides(self._loop, scope["type"], await receive(), receive, send)
        await self._loop.run_until_left(sides.leave, self._app, scope, sides.receive, sides.send)


class _Sides:
    """The `receive` and `send` of one call of an app on asyncio."""

    def __init__(self, loop: AsyncioLoop, kind: str, first: Message, receive: Receive, send: Send) -> None:
        self._loop = loop
        self._gone = GONE.get(kind)
        self._left = False
        self._waiting: asyncio.Task[Message] | None = None
        self._first: Message | None = first
        self._receive = receive
        self._send = send
        self._start: Message | None = None

    async def receive(self) -> Message:
        if (first := self._first) is not None:
            self._first = None
            return first
        if self._left and self._gone is not None:
            return dict(self._gone)
        self._waiting = asyncio.create_task(self._loop.on_trio(self._receive))
        try:
            return await self._waiting
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._gone is None or not self._left or task is None or task.cancelling():
                raise
            return dict(self._gone)

    def leave(self) -> bool:
        """Tell an app that waits for a message that the page has gone; return whether it does."""
        self._left = True
        waits = self._gone is not None and self._waiting is not None and not self._waiting.done()
        return waits and self._waiting is not None and self._waiting.cancel()

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
