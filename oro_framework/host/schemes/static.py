"""Answering with bytes or with an open file: decided without waiting, sent as ASGI.

Rules
1. What is small is read at once and sent in one message; what is large goes as a file.
2. A file goes as `oro.response.file` where the server takes it, which then owns the descriptor. Where
   it does not, the bytes go in chunks, read off the loop thread.
3. Nothing but the descriptor is asked about a file once it is open.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import partial
from urllib.parse import quote

from msgspec import Struct

from oro_framework.errors import Broken, OroError
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import FileSlice
from oro_framework.host.resources.conditional import Plan, Validators, plan
from oro_framework.host.resources.files import OpenFile
from oro_framework.host.resources.headers import request_headers
from oro_framework.types import Headers, Scope, Send, Window

__all__ = ("SMALL", "Asked", "StaticAnswer", "bytes_answer", "error_answer", "file_answer", "send_answer")

SMALL = 64 * 1024
CHUNK = 64 * 1024
BODILESS = frozenset({204, 304})

MODULE_SOURCE = "runtime-request-source"
"""Request header: `module` when CommonJS asks (contract g.4)."""


class Asked(Struct, frozen=True):
    """What of a request decides about a static answer."""

    method: str
    host: str
    """Empty for an opaque URL such as `oro:fs`."""
    path: str
    raw_path: bytes
    query: bytes
    headers: Mapping[str, str]
    """By lower-case name, repeated ones joined by a comma."""
    window: Window | None

    @property
    def origin(self) -> str | None:
        """The Origin header."""
        return self.headers.get("origin")

    @property
    def imports(self) -> bool:
        """Whether it is for an engine that wants what is there, not for CommonJS, which tries many places."""
        return self.method == "GET" and self.headers.get(MODULE_SOURCE, "") != "module"

    @classmethod
    def of_scope(cls, scope: Scope) -> Asked:
        """Read an ASGI scope."""
        path: str = scope["path"]
        caller = scope.get("extensions", {}).get("oro")
        return cls(
            scope["method"],
            (scope.get("server") or ("", None))[0],
            path,
            scope.get("raw_path") or quote(path).encode("ascii"),
            scope.get("query_string", b""),
            request_headers(scope["headers"]),
            getattr(caller, "window", None),
        )

    @classmethod
    def of_request(cls, request: Request) -> Asked:
        """Read a request as a backend hands it over."""
        target, headers = request.target, dict[str, str]()
        for name, value in request.headers:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return cls(
            request.method, target.host, target.path, target.raw_path, target.query, headers, request.caller.window
        )


class StaticAnswer(Struct):
    """A status, headers and a body that needs no waiting; a file's descriptor belongs to whoever holds this."""

    status: int
    headers: Headers
    body: bytes | FileSlice = b""

    def close(self) -> None:
        """Let go of the file, when there is one and nobody took it."""
        if isinstance(self.body, FileSlice):
            os.close(self.body.fd)


def file_answer(file: OpenFile, asked: Asked, headers: Headers) -> StaticAnswer:
    """Answer a GET or HEAD with an open file, conditions and range included; takes the descriptor.

    Args:
        file: closed here unless the answer carries it.
        asked: with the method GET or HEAD.
        headers: what else the answer says; its type, for one.
    """
    validators = file.validators
    planned = plan(asked.method, asked.headers, validators, file.size)
    if asked.method == "HEAD" or planned.length == 0:
        file.close()
        return _planned(planned, validators, headers, b"")
    if planned.length > SMALL:
        return _planned(planned, validators, headers, FileSlice(file.fd, planned.offset, planned.length))
    try:
        body = file.read(planned.offset, planned.length)
    finally:
        file.close()
    return _planned(planned, validators, headers, body)


def bytes_answer(body: bytes, asked: Asked, headers: Headers) -> StaticAnswer:
    """Answer a GET or HEAD with bytes, conditions and range included; their hash is the entity tag."""
    validators = Validators(f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', -1)
    planned = plan(asked.method, asked.headers, validators, len(body))
    part = body[planned.offset : planned.offset + planned.length] if asked.method == "GET" else b""
    return _planned(planned, validators, headers, part)


def error_answer(error: OroError, headers: Headers, status: int | None = None) -> StaticAnswer:
    """Answer with the message of an error as plain text, and its status unless another is given."""
    body = f"{error.message}\n".encode("utf-8", "backslashreplace")
    shared = (("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body))))
    return StaticAnswer(status or error.status, (*shared, ("cache-control", "no-store"), *headers), body)


async def send_answer(answer: StaticAnswer, scope: Scope, send: Send) -> None:
    """Send an answer; its file, if any, is closed or handed over whatever happens.

    Raises:
        OSError: the page went away.
        Broken: the file became shorter while it was being sent.

    If cancelled, part of the body may have been sent.
    """
    headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers]
    body = answer.body
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if isinstance(body, FileSlice) and "oro.response.file" not in scope.get("extensions", ()):
            await _send_chunks(body, send)
            return
    except BaseException:
        answer.close()
        raise
    if isinstance(body, FileSlice):
        # From here on the descriptor is the server's, even when it raises.
        await send({"type": "oro.response.file", "fd": body.fd, "offset": body.offset, "length": body.length})
    else:
        empty = scope["method"] == "HEAD" or answer.status in BODILESS
        await send({"type": "http.response.body", "body": b"" if empty else body})


async def _send_chunks(file: FileSlice, send: Send) -> None:
    os.lseek(file.fd, file.offset, os.SEEK_SET)
    from anyio import to_thread  # for servers that take no files

    left = file.length
    while left:
        # Not abandoned when cancelled: the descriptor is closed only after the read has ended.
        chunk = await to_thread.run_sync(partial(os.read, file.fd, min(CHUNK, left)))
        if not chunk:
            raise Broken(f"Cannot send the rest of a file: {left} bytes less are in it than when it was opened")
        left -= len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
    os.close(file.fd)


def _planned(planned: Plan, validators: Validators, headers: Headers, body: bytes | FileSlice) -> StaticAnswer:
    status = planned.status
    extra: list[tuple[str, str]] = [("etag", validators.etag), ("accept-ranges", "bytes")]
    if validators.modified >= 0:
        extra.append(("last-modified", validators.last_modified))
    if planned.content_range is not None:
        extra.append(("content-range", planned.content_range))
    if status != 304:
        # A small file that shrank since it was opened is as long as what was read of it.
        length = len(body) if isinstance(body, bytes) and body else planned.length
        extra.append(("content-length", str(length)))
    if status in (304, 412, 416):
        headers = [(name, value) for name, value in headers if name != "content-type"]
    return StaticAnswer(status, (*headers, *extra), body)
