"""Mounts of each kind and a route, which count what reaches them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.types import ASGIApp, Host, Mount, Permission, Receive, Scope, Send

reached: Counter[str] = Counter()


@route("doors.touch", permission="doors")
def touch(call: Call, by: str = "") -> str:
    """Count who calls."""
    reached[f"route {by}"] += 1
    return "touched"


@route("doors.reached")
def counted(call: Call) -> dict[str, int]:
    """Say what was reached."""
    return dict(reached)


def app(name: str) -> ASGIApp:
    """Return an app that counts what reaches it and answers whatever was wanted."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        query = scope["query_string"].decode()
        reached[f"{name} {scope['method']} {query}"] += 1
        kind = b"text/javascript" if scope["path"].endswith(".js") else b"text/event-stream"
        body = b"" if kind == b"text/javascript" else b"data: here\n\n"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": body})

    return answer


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare a permission that is held."""
    return [Permission(name="doors", description="walk through doors")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [touch, counted]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Declare the mounts."""
    return [
        Mount(path="/open", app=app("open")),
        Mount(path="/guarded", app=app("guarded"), permission="doors"),
        Mount(path="/private", app=app("private"), public=False),
    ]
