"""What a foreign document must not reach, each saying who did, and the foreign site itself on a port of its own."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from oro_framework import Call, hookimpl, route
from oro_framework.types import ASGIApp, Host, Mount, Receive, Scheme, Scope, Send

HERE = Path(__file__).parent
SECRET = "the secret"
PORT = int(os.environ.get("SITE_PORT", "0"))


@dataclass
class Told:
    """What was reached, as `door from-way`, and what the documents say they got."""

    reached: list[str] = field(default_factory=list)
    frames: Any = None
    top: Any = None


told = Told()


@route("secret.route")
def secret(call: Call) -> str:
    """Answer the secret."""
    told.reached.append(f"ipc {call.params.get('from', '')}")
    return SECRET


@route("secret.later")
async def later(call: Call) -> str:
    """Answer the secret from a task."""
    return secret(call)


@route("greet.route", permission="greet")
def greet(call: Call) -> str:
    """Answer whoever the configuration names."""
    return "hello"


@route("secret.seen")
def seen(call: Call, outcome: str) -> None:
    """Take what the frames got."""
    told.frames = json.loads(outcome)


@route("secret.site")
def site(call: Call) -> str:
    """Say where the foreign site is."""
    return f"http://127.0.0.1:{Site.port}"


def door(name: str) -> ASGIApp:
    """Return an ASGI app that answers the secret, mounted or as a scheme."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        query = dict(parse_qsl(scope["query_string"].decode()))
        told.reached.append(f"{name} {query.get('from', '')}")
        script = scope["path"].endswith(".js")
        headers = [
            (b"content-type", b"text/javascript" if script else b"text/html"),
            (b"access-control-allow-origin", b"*"),
        ]
        body = f"globalThis.leaked = '{SECRET}'" if script else SECRET
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    return app


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [secret, later, greet, seen, site]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Declare an app and a folder."""
    return [Mount(path="/api", app=door("mount")), Mount(path="/folder", directory=HERE / "folder")]


@hookimpl
def oro_schemes(host: Host) -> Sequence[Scheme]:
    """Declare a scheme."""
    return [Scheme(name="vault", app=door("scheme"))]


class Site(BaseHTTPRequestHandler):
    """Another origin: the page that tries everything, redirects anywhere, and a place to tell what it got."""

    host: Host
    server_here: ThreadingHTTPServer
    port: int

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/hop":
            self.send_response(302)
            self.send_header("location", dict(parse_qsl(url.query))["to"])
            self.send_header("access-control-allow-origin", "*")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write((HERE / "try.html").read_bytes())

    def do_POST(self) -> None:
        told.top = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(204)
        self.end_headers()
        print("RESULT " + json.dumps(vars(told)), flush=True)
        self.host.quit()

    def log_message(self, *_: object) -> None:
        pass


@hookimpl
def oro_started(host: Host) -> None:
    """Open the foreign site."""
    Site.host = host
    Site.server_here = ThreadingHTTPServer(("127.0.0.1", PORT), Site)
    Site.port = Site.server_here.server_address[1]
    threading.Thread(target=Site.server_here.serve_forever, daemon=True).start()


@hookimpl
def oro_stopping(host: Host) -> None:
    """Close it."""
    Site.server_here.shutdown()
    Site.server_here.server_close()
