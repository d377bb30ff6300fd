"""What documents ask for, each door counting who came through, and the foreign site itself on a port of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.types import ASGIApp, Host, Mount, Receive, Scheme, Scope, Send
from tests.isolation.app.bodies import BODIES, SECRET, TYPES
from tests.isolation.app.site import Board, Site
from tests.isolation.app.tap import ARRIVED, cell_of, tap

HERE = Path(__file__).parent
PLAN = json.loads(Path(os.environ["ISOLATION_PLAN"]).read_text())
RESULT = Path(os.environ["ISOLATION_RESULT"])
REACHED: list[tuple[str, str]] = []
"""Cells whose target did what it does, and the method it was asked with."""
LIVE: dict[str, Any] = {}

tap()


@route("cell.route")
def cell(call: Call) -> str:
    """Answer the secret."""
    REACHED.append((call.params.get("k", ""), "ipc"))
    return SECRET


@route("cell.later")
async def later(call: Call) -> str:
    """Answer the secret from a task."""
    return cell(call)


@route("cell.named", permission="greet")
def named(call: Call) -> str:
    """Answer the secret to an origin the configuration names."""
    return cell(call)


@route("cell.begin")
def begin(call: Call, conduit: str) -> str:
    """Say what the first document is called, once its Conduit is known."""
    LIVE["board"].conduit = json.loads(conduit)
    site: str = PLAN["site"]
    return f"top|{site}"


def door(name: str) -> ASGIApp:
    """Return an ASGI app that answers the secret in the form its path asks for."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        REACHED.append((cell_of(scope["query_string"]), f"{name} {scope['method']}"))
        kind = scope["path"].rpartition(".")[2]
        headers = [(b"content-type", TYPES.get(kind, "text/plain").encode()), (b"access-control-allow-origin", b"*")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODIES.get(kind, BODIES["txt"])})

    return app


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [cell, later, named, begin]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Declare apps and a folder."""
    return [
        Mount(path="/api", app=door("mount")),
        Mount(path="/scripts", app=door("mount-scripts"), public=False),
        Mount(path="/asked", app=door("mount-permission"), permission="greet"),
        Mount(path="/oro/api", app=door("mount-oro")),
        Mount(path="/folder", directory=HERE / "folder"),
    ]


@hookimpl
def oro_schemes(host: Host) -> Sequence[Scheme]:
    """Declare schemes."""
    return [Scheme(name="vault", app=door("scheme")), Scheme(name="open", app=door("scheme-foreign"), foreign=True)]


@hookimpl
def oro_started(host: Host) -> None:
    """Open the foreign site."""

    def told(last: bool) -> None:
        result = {
            "reached": REACHED,
            "arrived": ARRIVED,
            "told": LIVE["board"].told,
            "asked": LIVE["board"].asked,
            "controls": LIVE["board"].controls,
        }
        RESULT.write_text(json.dumps(result))
        if last:
            host.quit()

    LIVE["board"] = Board(PLAN, told)
    LIVE["site"] = Site(PLAN["ports"], LIVE["board"])


@hookimpl
def oro_stopping(host: Host) -> None:
    """Close it."""
    LIVE["site"].close()
