"""Read a request's body from WebKit without trusting the page.

`webkit_uri_scheme_request_get_http_body` dereferences a null pointer when the body holds a Blob, and
nothing tells such a body from a harmless one beforehand. The preload turns Blobs into bytes and marks the
request. A body without the mark (a worker's, or a page's that got round the preload) is therefore first
read by a forked child: if that dies, the host answers 415 and lives (docs/explanation/engines.md#bodies-with-a-blob).
"""

from __future__ import annotations

import faulthandler
import os
import resource
import select
import signal
import time
import warnings
from typing import TYPE_CHECKING

from oro_framework.errors import TimedOut, TooLarge, Unsupported

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("read_body", "read_unmarked_body")

BLOCK = 1 << 20
DEADLINE = 5.0
"""Seconds for the child; it stops for ever if another thread held an allocator's lock when it was forked."""


def read_body(request: WebKit2.URISchemeRequest, limit: int) -> bytes:
    """Read a body that is known to hold no Blob.

    Raises:
        TooLarge: it is longer than `limit`.
    """
    stream = request.get_http_body()
    if stream is None:
        return b""
    blocks: list[bytes] = []
    size = 0
    while block := stream.read_bytes(BLOCK, None).get_data():
        size += len(block)
        if size > limit:
            raise TooLarge(f"Cannot read the request body: it is longer than {limit} bytes")
        blocks.append(block)
    return blocks[0] if len(blocks) == 1 else b"".join(blocks)


def read_unmarked_body(request: WebKit2.URISchemeRequest, limit: int) -> bytes:
    """Read a body which may hold a Blob, in a child that may die of it; takes some 10 ms.

    Raises:
        Unsupported: WebKitGTK cannot hand it over.
        TooLarge: it is longer than `limit`.
        TimedOut: the child did not end.
    """
    reader, writer = os.pipe2(os.O_CLOEXEC)
    with warnings.catch_warnings():
        # Python warns of forking with threads; the child calls nothing that needs one
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _child(request, writer, limit)
    os.close(writer)
    try:
        data = _read_all(reader, time.monotonic() + DEADLINE)
    except TimedOut:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(reader)
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise Unsupported("Cannot read the request body: WebKitGTK cannot hand over a Blob")
    if os.waitstatus_to_exitcode(status) != 0:
        raise TooLarge(f"Cannot read the request body: it is longer than {limit} bytes")
    return data


def _child(request: WebKit2.URISchemeRequest, writer: int, limit: int) -> None:
    code = 1
    try:
        faulthandler.disable()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        rest = memoryview(read_body(request, limit))
        while rest:
            rest = rest[os.write(writer, rest) :]
        code = 0
    finally:
        os._exit(code)


def _read_all(reader: int, deadline: float) -> bytes:
    blocks: list[bytes] = []
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    while True:
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise TimedOut("Cannot read the request body: WebKitGTK did not hand it over in time")
        if not (block := os.read(reader, BLOCK)):
            return b"".join(blocks)
        blocks.append(block)
