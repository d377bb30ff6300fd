"""Answers with bytes or with an open file, decided without waiting.

Rules
1. A small file is read at once; a large one is sent as a file.
2. Once a file is open, all facts of it come from its descriptor.
"""

from __future__ import annotations

import hashlib

from oro_framework.errors import OroError
from oro_framework.host.requests.answer import Answer, Body
from oro_framework.host.requests.protocol import Request
from oro_framework.host.requests.reply import FileSlice, Head
from oro_framework.host.resources.conditional import Plan, Validators, plan
from oro_framework.host.resources.files import OpenFile
from oro_framework.types import Headers

__all__ = ("MODULE_SOURCE", "SMALL", "bytes_answer", "error_answer", "file_answer", "imports")

SMALL = 64 * 1024
MODULE_SOURCE = "runtime-request-source"
"""Request header with the value `module` when `require()` asks."""


def imports(request: Request) -> bool:
    """Return whether an engine asks for a file, rather than `require()`, which tries many paths."""
    return request.method == "GET" and request.header(MODULE_SOURCE) != "module"


def file_answer(file: OpenFile, request: Request, headers: Headers) -> Answer:
    """Answer a GET or HEAD with an open file, conditions and range included; takes the descriptor.

    Args:
        file: closed here unless the answer carries it.
        request: with the method GET or HEAD.
        headers: further headers of the answer, such as its type.
    """
    validators = file.validators
    planned = plan(request.method, request.fields(), validators, file.size)
    if request.method == "HEAD" or planned.length == 0:
        file.close()
        return _planned(planned, validators, headers, b"")
    if planned.length > SMALL:
        return _planned(planned, validators, headers, FileSlice(file.fd, planned.offset, planned.length))
    try:
        body = file.read(planned.offset, planned.length)
    finally:
        file.close()
    return _planned(planned, validators, headers, body)


def bytes_answer(body: bytes, request: Request, headers: Headers) -> Answer:
    """Answer a GET or HEAD with bytes, conditions and range included; their hash is the entity tag."""
    validators = Validators(f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"', -1)
    planned = plan(request.method, request.fields(), validators, len(body))
    part = body[planned.offset : planned.offset + planned.length] if request.method == "GET" else b""
    return _planned(planned, validators, headers, part)


def error_answer(error: OroError, headers: Headers, status: int | None = None) -> Answer:
    """Answer with the message of an error as plain text, and its status unless another is given."""
    body = f"{error.message}\n".encode("utf-8", "backslashreplace")
    shared = (("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(body))))
    return Answer(Head(status or error.status, (*shared, ("cache-control", "no-store"), *headers)), body)


def _planned(planned: Plan, validators: Validators, headers: Headers, body: Body) -> Answer:
    status = planned.status
    extra: list[tuple[str, str]] = [("etag", validators.etag), ("accept-ranges", "bytes")]
    if validators.modified >= 0:
        extra.append(("last-modified", validators.last_modified))
    if planned.content_range is not None:
        extra.append(("content-range", planned.content_range))
    if status != 304:
        # A small file may have shrunk since it was opened.
        length = len(body) if isinstance(body, bytes) and body else planned.length
        extra.append(("content-length", str(length)))
    if status in (304, 412, 416):
        headers = [(name, value) for name, value in headers if name != "content-type"]
    return Answer(Head(status, (*headers, *extra)), body)
