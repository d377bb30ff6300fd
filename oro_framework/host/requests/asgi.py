"""Adapters between ASGI and the host: an ASGI app as an `App`, an `App` as an ASGI app (ASGI 3.0, HTTP spec 2.5).

Rules
1. A body sent in one message is a whole answer; a body of several messages is streamed, and its head reaches the page
   with the first of them.
2. `send` returns when there is room. Once the page is gone, `send` raises an OSError, and the app is cancelled.
3. A file is sent as `oro.response.file`, whose descriptor the host owns from then on, or as `http.response.pathsend`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import trio
import trio.to_thread

from oro_framework.errors import Broken
from oro_framework.host.requests.answer import Answer, App, Wrapper, close_source
from oro_framework.host.requests.protocol import Caller, Request, Target
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.host.requests.sending import Sender, StartTask, sent
from oro_framework.types import ASGIApp, Headers, Message, Receive, Scope, Send

__all__ = ("answer_of", "app_of", "asgi_of", "scope_of", "wrapper_of")

EXTENSIONS: Mapping[str, Any] = {"oro.response.file": {}, "http.response.pathsend": {}}
CHUNK = 64 * 1024
BODILESS = frozenset({204, 304})


def app_of(app: ASGIApp, start: StartTask) -> App:
    """Return an `App` that calls an ASGI app; `start` runs it in a task, as `Host.door.run` does."""
    return lambda request: answer_of(app, scope_of(request), request, start)


async def answer_of(app: ASGIApp, scope: Scope, request: Request, start: StartTask) -> Answer:
    """Call an ASGI app with `scope` and return its answer to `request`.

    Raises any exception that the app raises before it answers. If cancelled, cancels the app.
    """

    async def run(sender: Sender) -> None:
        conversation = _Conversation(request, sender)
        try:
            await app(scope, conversation.receive, conversation.send)
        except Exception:
            if conversation.gone is not None:
                # Frameworks wrap this error in their own; to the host it still means only that the page has gone.
                raise conversation.gone from None
            raise

    return await sent(run, start, f"{request.method} {request.target.url}")


class _Conversation:
    """The `receive` and `send` of one call of an ASGI app."""

    def __init__(self, request: Request, sender: Sender) -> None:
        self._request = request
        self._sender = sender
        self._head: Head | None = None
        self._received = False
        self._ended = False
        self.gone: OSError | None = None

    async def receive(self) -> Message:
        if not self._received:
            self._received = True
            return {"type": "http.request", "body": self._request.body, "more_body": False}
        if not self._ended:
            await trio.sleep_forever()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.body":
            await self._send_body(bytes(message.get("body", b"")), message.get("more_body", False))
        elif kind == "http.response.start":
            self._head = Head(message["status"], decoded(message.get("headers", ())))
        elif kind == "oro.response.file":
            self._send_file(FileSlice(message["fd"], message["offset"], message["length"]))
        elif kind == "http.response.pathsend":
            fd = os.open(message["path"], os.O_RDONLY | os.O_CLOEXEC)
            self._send_file(FileSlice(fd, 0, os.fstat(fd).st_size))
        else:
            raise RuntimeError(f'Cannot send "{kind}": no such ASGI message')

    async def _send_body(self, body: bytes, more: bool) -> None:
        if self._head is None:
            raise RuntimeError("Cannot send a body: http.response.start was not sent")
        if self._ended:
            return
        self._ended = not more
        if not self._sender.begun and not more:
            self._sender.whole(self._head, body)
            return
        if not self._sender.begun:
            self._sender.begin(self._head)
        try:
            if body:
                await self._sender.write(body)
        except OSError as error:
            self.gone = error
            raise
        if not more:
            self._sender.finish()

    def _send_file(self, file: FileSlice) -> None:
        if self._head is None or self._sender.begun:
            os.close(file.fd)
            raise RuntimeError("Cannot send a file: it must follow http.response.start and nothing else")
        self._ended = True
        self._sender.whole(self._head, file)


def asgi_of(app: App) -> ASGIApp:
    """Return an ASGI app that calls an `App`, for middleware and servers that take nothing else.

    The ASGI app raises an OSError once the page is gone. If cancelled, part of a body may have been sent.
    """

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        answer = app(await request_of(scope, receive))
        await _send_answer(answer if isinstance(answer, Answer) else await answer, scope, send)

    return call


def wrapper_of(middleware: Callable[[ASGIApp], ASGIApp], start: StartTask) -> Wrapper:
    """Return ASGI middleware as a `Wrapper`; `start` runs the wrapped app in a task, as `Host.door.run` does."""
    return lambda app: app_of(middleware(asgi_of(app)), start)


async def _send_answer(answer: Answer, scope: Scope, send: Send) -> None:
    body = answer.body
    head = answer.head
    try:
        await send({"type": "http.response.start", "status": head.status, "headers": encoded(head.headers)})
        if isinstance(body, bytes):
            empty = scope["method"] == "HEAD" or head.status in BODILESS
            await send({"type": "http.response.body", "body": b"" if empty else body})
            return
        if isinstance(body, FileSlice):
            if "oro.response.file" not in scope.get("extensions", ()):
                await _send_chunks(body, send)
                return
            # The server owns the descriptor from here on, even if `send` raises.
            file, body = body, b""
            await send({"type": "oro.response.file", "fd": file.fd, "offset": file.offset, "length": file.length})
            return
        async for chunk in body:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        if isinstance(body, FileSlice):
            os.close(body.fd)
        else:
            await close_source(body)


async def _send_chunks(file: FileSlice, send: Send) -> None:
    """Send a file in pieces, read in a worker thread, to a server without `oro.response.file`.

    Raises:
        Broken: the file became shorter while it was sent.
    """
    offset, left = file.offset, file.length
    while left:
        # A read is not abandoned on cancellation: the descriptor must stay open until the read has ended.
        chunk = await trio.to_thread.run_sync(os.pread, file.fd, min(CHUNK, left), offset)
        if not chunk:
            raise Broken(f"Cannot send the rest of a file: {left} bytes less are in it than when it was opened")
        offset, left = offset + len(chunk), left - len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})


def scope_of(request: Request) -> Scope:
    """Return the ASGI http scope of a request; it always has a Host header, because frameworks need one."""
    target = request.target
    headers = [(k.encode("latin-1", "replace"), v.encode("utf-8", "surrogateescape")) for k, v in request.headers]
    if not any(key == b"host" for key, _ in headers):
        headers.insert(0, (b"host", target.host.encode("latin-1", "replace") or b"localhost"))
    own = {"oro": request.caller, "oro.scripted": request.scripted, "oro.mode": request.mode}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": target.scheme,
        "path": target.path,
        "raw_path": target.raw_path,
        "query_string": target.query,
        "root_path": "",
        "headers": headers,
        "server": (target.host, None),
        "client": None,
        "extensions": {**EXTENSIONS, **own},
    }


async def request_of(scope: Scope, receive: Receive) -> Request:
    """Return the request of an ASGI http scope, after reading its whole body."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    raw = scope.get("raw_path") or quote(scope["path"]).encode("ascii")
    extensions = scope.get("extensions", {})
    host = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
    query = scope.get("query_string", b"")
    url = f"{scope['scheme']}://{host}{raw.decode('latin-1')}" + (f"?{query.decode('latin-1')}" if query else "")
    return Request(
        target=Target(url, scope["scheme"], host, scope["path"], raw, query),
        method=scope["method"],
        headers=[(k.decode("latin-1"), v.decode("utf-8", "surrogateescape")) for k, v in scope["headers"]],
        body=bytes(body),
        caller=extensions.get("oro") or Caller(),
        scripted=extensions.get("oro.scripted"),
        mode=extensions.get("oro.mode", ""),
    )


def decoded(headers: Sequence[tuple[bytes, bytes]]) -> Headers:
    """Decode the headers of an ASGI message; names in capitals, as Django sends them, become small as elsewhere."""
    return tuple((bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")) for name, value in headers)


def encoded(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Encode headers for an ASGI message."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]
