"""ASGI apps run with their lifespan, and asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import trio
from oro_container.images.http import listen, serve_http

from oro_framework.asgi import ASGIApp

__all__ = ("asked",)


@asynccontextmanager
async def asked(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Run an app on a port of loopback, with its lifespan, and lend a client."""
    give, take = trio.open_memory_channel[dict[str, str]](1)
    said, saying = trio.open_memory_channel[str](2)

    async def tell(message: object) -> None:
        assert isinstance(message, dict)
        said.send_nowait(message["type"])

    listener = await listen(0)
    url = f"http://127.0.0.1:{listener.socket.getsockname()[1]}"
    async with trio.open_nursery() as nursery, httpx.AsyncClient(base_url=url, timeout=60) as client:
        nursery.start_soon(app, {"type": "lifespan"}, take.receive, tell)
        give.send_nowait({"type": "lifespan.startup"})
        assert await saying.receive() == "lifespan.startup.complete"
        nursery.start_soon(serve_http, app, listener)
        yield client
        give.send_nowait({"type": "lifespan.shutdown"})
        assert await saying.receive() == "lifespan.shutdown.complete"
        nursery.cancel_scope.cancel()
