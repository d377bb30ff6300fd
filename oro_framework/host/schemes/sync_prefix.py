"""A byte in front of bytes that a page stands still for.

A synchronous XMLHttpRequest gives text only. An engine takes a byte order mark at its beginning for an encoding and
leaves it out, whatever encoding the page names; behind a zero byte it is a character like any other. The page asks with
the parameter `__lead__`, and takes the byte off every answer that is not JSON.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator

import trio

from oro_framework.host.requests.protocol import Request
from oro_framework.types import FileResponse, Headers, Response

__all__ = ("LEAD", "lead_of", "led", "led_response", "pieces", "unsized")

LEAD = b"\0"

_ASKED = b"&__lead__=true"
_PIECE = 1 << 20


def lead_of(request: Request, headers: Headers) -> bytes:
    """Return what goes in front of an answer with these headers: one byte when the page asked for it, else none."""
    if _ASKED not in b"&" + request.target.query:
        return b""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return b"" if kind.startswith("application/json") else LEAD


def led_response(request: Request, response: Response) -> Response:
    """Return the response, with the byte in front of its body when the page asked for it and there is a body."""
    lead = response.body and lead_of(request, response.headers)
    if not lead:
        return response
    return Response(body=lead + response.body, status=response.status, headers=unsized(response.headers))


def unsized(headers: Headers) -> Headers:
    """Return the headers without `content-length`."""
    return tuple(pair for pair in headers if pair[0].lower() != "content-length")


async def led(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Yield the byte, then the chunks."""
    yield LEAD
    async for chunk in chunks:
        yield chunk


async def pieces(file: FileResponse) -> AsyncIterator[bytes]:
    """Read a file in pieces of up to 1 MiB; its descriptor stays open.

    Raises:
        OSError: the file cannot be read.
    """
    offset, left = file.offset, file.length
    while left is None or left > 0:
        size = _PIECE if left is None else min(_PIECE, left)
        piece = await trio.to_thread.run_sync(os.pread, file.fd, size, offset)
        if not piece:
            return
        yield piece
        offset += len(piece)
        left = None if left is None else left - len(piece)
