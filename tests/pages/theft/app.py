"""A site that keeps whatever reaches it, and what the backend must keep to itself."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.types import Host

HERE = Path(__file__).parent
seen: dict[str, list[str]] = defaultdict(list)
"""What the site got, by the thief's name: headers and addresses of requests, and what the thief told."""


class Site(BaseHTTPRequestHandler):
    """Another origin: it lets every request read its answers and send any header."""

    def do_OPTIONS(self) -> None:
        self._answer(b"")

    def do_GET(self) -> None:
        self._keep("")
        self._answer((HERE / "thief.html").read_bytes() if self.path == "/thief.html" else b"")

    def do_PUT(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"] or 0)).decode()
        if self.path == "/taken":
            told = json.loads(body)
            seen[told["name"]] += told["taken"]
        else:
            self._keep(body)
        self._answer(b"")

    def _keep(self, body: str) -> None:
        seen[self.path.strip("/").partition("-")[0]] += [self.path, body, *map(str, self.headers.values())]

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        for name, value in {
            "content-type": "text/html",
            "content-length": str(len(body)),
            "access-control-allow-origin": self.headers["origin"] or "*",
            "access-control-allow-headers": self.headers["access-control-request-headers"] or "*",
            "access-control-allow-methods": "*",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


site = ThreadingHTTPServer(("127.0.0.1", 0), Site)


def secrets_of(backend: Any) -> Iterator[str]:
    """Yield what requests of the app are vouched for with."""
    if backend.name == "gtk":
        yield backend._secret
    else:
        yield backend._handler.secret
        yield backend._views.worker_token
        yield from (view.token for view in backend._views.all())


@route("theft.site")
def address(call: Call) -> str:
    """Say where the site is."""
    return f"http://127.0.0.1:{site.server_address[1]}"


@route("theft.over")
def over(call: Call) -> None:
    """Say who has which secret, and end."""
    secrets = list(secrets_of(call.host.backend))  # type: ignore[attr-defined]
    leaks = {
        name: sorted({text[:300] for text in texts for secret in secrets if secret in text})
        for name, texts in seen.items()
    }
    print(
        "RESULT " + json.dumps({"leaks": leaks, "counts": {name: len(texts) for name, texts in seen.items()}}),
        flush=True,
    )
    call.host.quit()


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [address, over]


@hookimpl
def oro_started(host: Host) -> None:
    """Open the site."""
    threading.Thread(target=site.serve_forever, daemon=True).start()


@hookimpl
def oro_stopping(host: Host) -> None:
    """Close it."""
    site.shutdown()
    site.server_close()
