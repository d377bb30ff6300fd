"""The foreign site: pages that ask, the plan of every document, redirects, and a place to tell what was got."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.isolation.app.bodies import BODIES, TYPES

__all__ = ("Board", "Site")

HERE = Path(__file__).parent
PATIENCE = 120.0


class Board:
    """What the documents are to do, and what they told."""

    def __init__(self, plan: dict[str, Any], done: Callable[[bool], None]) -> None:
        self.plan = plan
        self.told: dict[str, Any] = {}
        self.asked: list[str] = []
        """Documents that asked for their plan, which all that run do."""
        self.controls: list[str] = []
        self.conduit: dict[str, Any] = {}
        """Port and key of the app's Conduit, once its page has said them."""
        self._done = done
        self._changed = threading.Condition()
        self.last: str = plan["last"]

    def plan_of(self, doc: str) -> bytes:
        """Return the plan of a document, with what is known only now."""
        text = json.dumps(self.plan["documents"][doc])
        for name, key in (("{conduit-port}", "port"), ("{conduit-key}", "sharedKey")):
            text = text.replace(name, str(self.conduit[key]))
        return text.encode()

    def tell(self, doc: str, outcome: Any) -> None:
        """Take what a document got."""
        with self._changed:
            self.told[doc] = outcome
            self._changed.notify_all()
            self._done(doc == self.last)

    def wait(self, doc: str) -> bool:
        """Wait until a document has told."""
        with self._changed:
            return self._changed.wait_for(lambda: doc in self.told, PATIENCE)


class _Handler(BaseHTTPRequestHandler):
    board: Board

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        if url.path == "/hop":
            self._answer(302, b"", location=query["to"])
        elif url.path == "/plan":
            self.board.asked.append(query["doc"])
            self._answer(200, self.board.plan_of(query["doc"]), "application/json")
        elif url.path == "/wait":
            self._answer(200 if self.board.wait(query["doc"]) else 504, b"")
        elif url.path.startswith("/control"):
            self._control(query)
        elif url.path == "/report":
            policy = f"script-src 'none'; report-uri {query['to']}"
            self._answer(200, b"<!doctype html><script>1</script>", "text/html", content_security_policy=policy)
        else:
            self._file(url.path)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        if url.path == "/told":
            self._answer(204, b"")
            self.board.tell(query["doc"], json.loads(body))
        else:
            self._control(query)

    def do_OPTIONS(self) -> None:
        self._answer(204, b"", access_control_allow_methods="*", access_control_allow_headers="*")

    do_HEAD = do_GET
    do_PUT = do_PATCH = do_DELETE = do_BREW = do_POST

    def _control(self, query: dict[str, str]) -> None:
        self.board.controls.append(query.get("k", ""))
        kind = self.path.partition("?")[0].rpartition(".")[2]
        self._answer(200, BODIES.get(kind, b""), TYPES.get(kind, "text/plain"))

    def _file(self, path: str) -> None:
        found = HERE / os.path.basename(path)
        if found.suffix in (".js", ".html") and found.is_file():
            self._answer(200, found.read_bytes(), TYPES[found.suffix[1:]])
        else:
            self._answer(404, b"")

    def _answer(self, status: int, body: bytes, kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("access-control-allow-origin", "*")
        self.send_header("cache-control", "no-store")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):  # the page may have gone
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    """Connections that wait; what comes beyond is dropped, and tried again by the engine after seconds."""


class Site:
    """The site on its ports; `close` ends it."""

    def __init__(self, ports: Sequence[int], board: Board) -> None:
        handler = type("Handler", (_Handler,), {"board": board})
        self._servers = [_Server(("127.0.0.1", port), handler) for port in ports]
        for server in self._servers:
            threading.Thread(target=server.serve_forever, name="site", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
