"""WSGI apps as ASGI apps (PEP 3333): each request has a worker thread.

Rules
1. An answer of one piece, or of a piece as long as its content-length says, is whole; any other is streamed.
2. Once the page is gone, the app is not asked for further pieces, and its iterable is closed.
3. An app has no lifespan and no WebSockets.
"""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

import trio
import trio.from_thread
import trio.to_thread

from oro_framework.types import ASGIApp, Message, Receive, Scope, Send, WSGIApp

__all__ = ("WsgiApp", "is_wsgi")

MAX_THREADS = 40
RENAMED = {"CONTENT_TYPE", "CONTENT_LENGTH"}
"""Headers whose variables have no `HTTP_` before them."""
Headers = list[tuple[str, str]]


def is_wsgi(app: ASGIApp | WSGIApp) -> bool:
    """Return whether an app is one of WSGI: it is called with two arguments, and is not async."""
    try:
        signature = inspect.signature(app)
        signature.bind({}, None)
    except (TypeError, ValueError):
        return False
    try:
        signature.bind({}, None, None)
    except TypeError:
        return True
    return False  # three are what ASGI calls it with


class WsgiApp:
    """A WSGI app that is called as one of ASGI.

    Args:
        app: the app.
    """

    def __init__(self, app: WSGIApp) -> None:
        self._app = app
        self._limiter = trio.CapacityLimiter(MAX_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the app answer. If cancelled, waits until the app returns its next piece, and closes its iterable."""
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1003, "reason": "WSGI has no WebSockets"})
        if scope["type"] != "http":
            return
        message = await receive()
        environ = environ_of(scope, message["body"])
        await trio.to_thread.run_sync(_Response(send).answer, self._app, environ, limiter=self._limiter)


class _Response:
    """The answer to one request. Worker thread."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Message | None = None
        self._length = -1
        self._begun = False

    def answer(self, app: WSGIApp, environ: dict[str, Any]) -> None:
        pieces = app(environ, self.start)
        try:
            only = isinstance(pieces, Sequence) and len(pieces) <= 1
            for piece in pieces:
                if piece:
                    self._write(piece, last=only or len(piece) == self._length)
            self._finish()
        finally:
            if (close := getattr(pieces, "close", None)) is not None:
                close()

    def start(self, status: str, headers: Headers, failure: Any = None) -> Callable[[bytes], None]:
        """Take the head of the answer, or another in its place if none is sent yet."""
        try:
            if failure is not None and self._begun:
                raise failure[1].with_traceback(failure[2])
        finally:
            failure = None  # it refers to this frame
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._head = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": encoded}
        self._length = next((int(value) for name, value in headers if name.lower() == "content-length"), -1)
        return self._write

    def _write(self, piece: bytes, last: bool = False) -> None:
        whole = last and not self._begun
        self._tell({"type": "http.response.body", "body": bytes(piece), "more_body": not whole})
        if whole:
            self._head = None

    def _finish(self) -> None:
        if not self._begun or self._head is not None:
            self._tell({"type": "http.response.body", "body": b"", "more_body": False})

    def _tell(self, message: Message) -> None:
        trio.from_thread.run(self._both, message)

    async def _both(self, message: Message) -> None:
        if not self._begun:
            if self._head is None:
                raise RuntimeError("Cannot send a body: the app did not call start_response")
            self._begun = True
            await self._send(self._head)
        await self._send(message)


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    """Return the environment of a request, as WSGI has it."""
    root, path = scope["root_path"], scope["path"]
    host, port = scope["server"][0], scope["server"][1]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _as_latin(root),
        "PATH_INFO": _as_latin(path[len(root) :] if path.startswith(root) else path),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if name == "CONTENT_LENGTH" or "_" in raw.decode("latin-1"):
            continue
        name = name if name in RENAMED else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[name] = f"{environ[name]},{text}" if name in environ else text
    return environ


def _as_latin(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")
