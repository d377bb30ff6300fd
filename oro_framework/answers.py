"""What routes may answer besides what JSON can carry, and what pages are told unasked."""

from __future__ import annotations

from collections.abc import AsyncIterable
from typing import Any

from msgspec import Struct

from oro_framework.asgi import Headers

__all__ = (
    "ByteStream",
    "EventStream",
    "FileResponse",
    "Push",
    "Response",
    "ServerEvent",
)


class Response(Struct, kw_only=True):
    """A whole answer with its own status and headers, outside the JSON envelope."""

    body: bytes = b""
    status: int = 200
    headers: Headers = ()


class FileResponse(Struct, kw_only=True):
    """Bytes of an open file, moved by the kernel or the engine and never through Python objects.

    The host owns `fd` from the moment the route returns and closes it.
    `length` None means to the end of the file.
    """

    fd: int
    offset: int = 0
    length: int | None = None
    status: int = 200
    headers: Headers = ()


class ServerEvent(Struct, frozen=True):
    """One server-sent event; one with neither name nor data is not written."""

    data: str = ""
    name: str = ""


class EventStream(Struct):
    """Answer with server-sent events; small ones are coalesced while the page has not drained the last."""

    events: AsyncIterable[ServerEvent]
    headers: Headers = ()


class ByteStream(Struct):
    """Answer with chunks; they are gathered up to 16 KiB, or until the iterator waits, before a write."""

    chunks: AsyncIterable[bytes]
    headers: Headers = ()
    content_type: str = "application/octet-stream"


class Push(Struct, kw_only=True):
    """An unsolicited message to a page: it arrives as the DOM event `data` (contract a.5).

    With a `body` the bytes wait as a queued response which the page fetches once by id.
    """

    source: str
    data: Any = None
    err: Any = None
    body: bytes | None = None
    headers: Headers = ()
    lossy: bool = False
    """True lets `Window.push` refuse it while many messages wait for the page; otherwise the oldest make room."""
