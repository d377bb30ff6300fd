"""A program: a loopback address in front of an app's endpoints, for clients that only speak to addresses.

    python serve.py FOLDER

It tells the prefix of the endpoints as a line, and ends with its input.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import Any

import anyio
import httpx
from hypercorn.config import Config
from hypercorn.trio import serve
from oro_ai import plugin

from oro_framework.testing.host import OpenHost, open_host

_HOP = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


async def main(folder: str) -> None:
    """Hand every request to an app whose default model is `random`, as a page of it would, until the input ends."""
    keys = {"ai_llm_model_path": folder, "ai_llm_default_model": "random", "ai_process": "app"}
    app_of = open_host(plugin, settings={**keys, "ai_llm_context_size": 32768})
    async with app_of as app, anyio.create_task_group() as tasks:
        config = Config()
        config.bind, config.accesslog, config.errorlog = ["127.0.0.1:0"], None, None
        bound: list[str] = await tasks.start(_served, _forwarding(app), config)
        print(f"{bound[0]}/ai/llama", flush=True)


async def _ended() -> None:
    await anyio.to_thread.run_sync(sys.stdin.read)


async def _served(app: Any, config: Config, *, task_status: Any) -> None:
    await serve(app, config, shutdown_trigger=_ended, mode="asgi", task_status=task_status)


def _forwarding(app: OpenHost) -> Any:
    async def forward(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _lived(receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        query = f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
        headers = [(name, value) for name, value in scope["headers"] if name.decode() not in _HOP]
        request = app.client.build_request(scope["method"], scope["path"] + query, content=body, headers=headers)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_left, receive, tasks.cancel_scope)
            await _answer(await app.client.send(request, stream=True), send)
            tasks.cancel_scope.cancel()

    return forward


async def _lived(receive: Any, send: Any) -> None:
    for _ in range(2):
        await send({"type": f"{(await receive())['type']}.complete"})


async def _answer(answer: httpx.Response, send: Any) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        async for chunk in answer.aiter_raw():
            yield chunk

    try:
        await send({"type": "http.response.start", "status": answer.status_code, "headers": answer.headers.raw})
        async for chunk in chunks():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        with anyio.CancelScope(shield=True):
            await answer.aclose()


async def _left(receive: Any, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], backend="trio")
