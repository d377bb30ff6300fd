"""What the isolated pages ask for: a mounted app, answers of every shape, the address of a site."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.errors import NotFound
from oro_framework.types import ByteStream, FileResponse, Host, Mount, Receive, Scheme, Scope, Send


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    headers = [(b"content-type", b"text/html")]
    if scope["path"].endswith("own"):
        headers.append((b"cross-origin-resource-policy", b"same-site"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"<script>parent.postMessage(crossOriginIsolated, '*')</script>"})


async def _pieces() -> AsyncIterator[bytes]:
    yield b"one"
    yield b"two"


@route("shapes.whole")
def whole(call: Call) -> str:
    return "whole"


@route("shapes.error")
def error(call: Call) -> str:
    raise NotFound("Cannot find anything: this is a test")


@route("shapes.stream")
async def stream(call: Call) -> ByteStream:
    return ByteStream(_pieces())


@route("shapes.file")
async def file(call: Call) -> FileResponse:
    return FileResponse(fd=os.open(__file__, os.O_RDONLY))


@route("site")
def site(call: Call) -> list[str]:
    return [os.environ.get(name, "") for name in ("SITE", "KEPT", "GPU")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    return [whole, error, stream, file, site]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/mounted", app=app)]


@hookimpl
def oro_schemes(host: Host) -> Sequence[Scheme]:
    return [Scheme(name="isolated-test", app=app)]
