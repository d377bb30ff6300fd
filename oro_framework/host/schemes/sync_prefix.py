"""A zero byte before answers to synchronous requests, which keeps byte order marks in them.

A synchronous XMLHttpRequest gives text only, and engines drop a byte order mark at the beginning of text in any
encoding; after a zero byte it is a character like any other. The page asks for the byte with the parameter
`__lead__`, and removes it from every answer that is not JSON.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, AsyncIterator
from typing import Self

import trio

from oro_framework.host.requests.answer import close_source
from oro_framework.host.requests.protocol import Request
from oro_framework.types import FileResponse, Headers, Response

__all__ = ("LEAD", "FilePieces", "prefix_of", "prefixed", "prefixed_response", "without_length")

LEAD = b"\0"

_ASKED = b"&__lead__=true"
_PIECE = 1 << 20


def prefix_of(request: Request, headers: Headers) -> bytes:
    """Return the prefix of an answer with these headers: one byte when the page asked for it, else none."""
    if _ASKED not in b"&" + request.target.query:
        return b""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return b"" if kind.startswith("application/json") else LEAD


def prefixed_response(request: Request, response: Response) -> Response:
    """Return the response with the prefix before its body, where the page asked for it and there is a body."""
    lead = response.body and prefix_of(request, response.headers)
    if not lead:
        return response
    return Response(body=lead + response.body, status=response.status, headers=without_length(response.headers))


def without_length(headers: Headers) -> Headers:
    """Return the headers without `content-length`."""
    return tuple(pair for pair in headers if pair[0].lower() != "content-length")


async def prefixed(chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    """Yield the prefix, then the chunks. Closing this iterator closes their source."""
    try:
        yield LEAD
        async for chunk in chunks:
            yield chunk
    finally:
        await close_source(chunks)


class FilePieces:
    """A file read in pieces of up to 1 MiB; it is closed with the last, or with `aclose`."""

    def __init__(self, file: FileResponse) -> None:
        self._fd, self._offset, self._left = file.fd, file.offset, file.length

    def __aiter__(self) -> Self:
        """Read on."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next piece.

        Raises:
            OSError: the file cannot be read.
        """
        size = _PIECE if self._left is None else min(_PIECE, self._left)
        piece = await trio.to_thread.run_sync(os.pread, self._fd, size, self._offset) if size else b""
        if not piece:
            await self.aclose()
            raise StopAsyncIteration
        self._offset += len(piece)
        self._left = None if self._left is None else self._left - len(piece)
        return piece

    async def aclose(self) -> None:
        """Close the file. Idempotent."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
