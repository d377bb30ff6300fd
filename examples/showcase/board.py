"""A web app on asyncio, as any framework makes one: visits counted by a cookie, and a WebSocket that answers."""

from __future__ import annotations

import asyncio
from datetime import datetime
from http.cookies import SimpleCookie

from oro_framework.types import Receive, Scope, Send

__all__ = ("board",)

COOKIE = "showcase-visits"
PAUSE = 0.02
"""Seconds that an answer takes."""


async def board(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request or WebSocket."""
    if scope["type"] == "http":
        await _visit(scope, send)
    elif scope["type"] == "websocket":
        await _talk(receive, send)


async def _visit(scope: Scope, send: Send) -> None:
    """Answer how often this was asked for."""
    await asyncio.sleep(PAUSE)
    sent = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
    count = int(sent[COOKIE].value) + 1 if COOKIE in sent else 1
    headers = [(b"content-type", b"text/plain"), (b"set-cookie", f"{COOKIE}={count}; Path=/".encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": str(count).encode()})


async def _talk(receive: Receive, send: Send) -> None:
    """Answer each message, until the page leaves."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await asyncio.sleep(PAUSE)
        await send({"type": "websocket.send", "text": f"{datetime.now():%H:%M:%S}  {message.get('text', '')}"})
