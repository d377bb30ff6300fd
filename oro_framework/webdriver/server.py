"""The HTTP server of `oro webdriver`, for clients of this machine: Selenium, WebdriverIO and others.

Rules
1. It listens on the loopback interface alone.
2. Browsers cannot use it: a request with an `Origin`, or for a `Host` that is not this machine, is refused.
3. `New Session` starts an app, and the end of a session or of the server ends it. A session ends with its last window.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from oro_framework.host.backends.driving import LOOPBACK
from oro_framework.webdriver.errors import WebDriverError
from oro_framework.webdriver.session import Session
from oro_framework.webdriver.wanted import read_wanted

__all__ = ("WebDriverServer",)

MOST = 64 << 20
"""Bytes of a request, which may hold files that are uploaded."""
_DIGITS = len(str(MOST))
_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


class WebDriverServer(ThreadingHTTPServer):
    """See the module.

    Args:
        port: where it listens; 0 takes a free one.

    Raises:
        OSError: it cannot listen there.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((LOOPBACK, port), _Request)
        self.sessions: dict[str, Session] = {}
        self._turn = threading.Lock()

    def answer(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        """Do a command; return the status and the body of the answer.

        Raises:
            WebDriverError: it could not be done.
        """
        match path.strip("/").split("/", 2):
            case ["status"] if method == "GET":
                return _value({"ready": True, "message": "a session starts the app that it names"})
            case ["session"] if method == "POST":
                return _value(self._begin(body))
            case ["session", id] if method == "DELETE":
                self._end(id)
                return _value(None)
            case ["session", id, command]:
                status, answer = self._session(id).command(method, command, body)
                if (method, command) == ("DELETE", "window") and status == 200 and not json.loads(answer)["value"]:
                    self._end(id)
                return status, answer
        raise WebDriverError("unknown command", f"Cannot {method} {path}: there is no such command")

    def server_close(self) -> None:
        """Stop listening and end every session."""
        super().server_close()
        for id in list(self.sessions):
            self._end(id)

    def _begin(self, body: bytes | None) -> dict[str, Any]:
        try:
            given = json.loads(body or b"")
        except ValueError as error:
            raise WebDriverError("invalid argument", f"Cannot start a session: its body is no JSON: {error}") from None
        session = Session(read_wanted(given))
        with self._turn:
            self.sessions[session.id] = session
        return {"sessionId": session.id, "capabilities": session.capabilities}

    def _session(self, id: str) -> Session:
        if (session := self.sessions.get(id)) is None:
            raise WebDriverError("invalid session id", f'Cannot go on with session "{id[:80]}": there is none')
        return session

    def _end(self, id: str) -> None:
        with self._turn:
            session = self._session(id)
            del self.sessions[id]
        session.end()


class _Request(BaseHTTPRequestHandler):
    """One connection of a client."""

    server: WebDriverServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def _answer(self) -> None:
        try:
            self._check()
            length = self._length()
            body = self.rfile.read(length) if length else None
            status, answer = self.server.answer(self.command, self.path, body)
        except WebDriverError as error:
            status, answer = error.status, _value(error.body())[1]
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Length", str(len(answer)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer)

    def _length(self) -> int:
        """Return how long the body is; one whose length is not known cannot be skipped, and ends the connection."""
        text = self.headers.get("Content-Length") or "0"
        if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= MOST:
            return int(text)
        self.close_connection = True
        raise WebDriverError("invalid argument", f"Cannot read the command: its length is no number up to {MOST}")

    def _check(self) -> None:
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if "Origin" in self.headers or host not in _HOSTS:
            self.close_connection = True
            raise WebDriverError("unknown error", "Cannot take commands from a browser, or for another machine")


def _value(value: Any) -> tuple[int, bytes]:
    return 200, json.dumps({"value": value}).encode()
