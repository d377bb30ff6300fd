"""A project of Starlette that is written for anyio, and so runs on the host's own loop."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import sniffio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


async def loop(request: Request) -> JSONResponse:
    """Answer with the library of the loop."""
    await anyio.lowlevel.checkpoint()
    return JSONResponse({"loop": sniffio.current_async_library()})


async def echo(socket: WebSocket) -> None:
    """Send back what comes."""
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(f"{text} on {sniffio.current_async_library()}")


app = Starlette(routes=[Route("/loop", loop), WebSocketRoute("/echo", echo)])
