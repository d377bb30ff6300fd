"""Answers of routes beyond plain JSON, and messages that the host sends to pages."""

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
    """An answer with its own status and headers, outside the JSON envelope."""

    body: bytes = b""
    status: int = 200
    headers: Headers = ()


class FileResponse(Struct, kw_only=True):
    """Bytes of an open file, sent by the kernel or the engine without passing through Python objects.

    The host owns `fd` from the moment the route returns and closes it.
    With `length` None everything up to the end of the file is sent.
    """

    fd: int
    offset: int = 0
    length: int | None = None
    status: int = 200
    headers: Headers = ()


class ServerEvent(Struct, frozen=True):
    """One server-sent event; an event with neither name nor data is not written."""

    data: str = ""
    name: str = ""


class EventStream(Struct):
    """Answer with server-sent events; small events are joined while the page has not read the last write."""

    events: AsyncIterable[ServerEvent]
    headers: Headers = ()


class ByteStream(Struct):
    """Answer with chunks of bytes, joined up to 16 KiB, or until the iterator waits, before each write."""

    chunks: AsyncIterable[bytes]
    headers: Headers = ()
    content_type: str = "application/octet-stream"


class Push(Struct, kw_only=True):
    """A message to a page that the page did not ask for; it arrives as the DOM event `data`.

    The bytes of a `body` wait as a queued response, which the page fetches once by its id.
    """

    source: str
    data: Any = None
    err: Any = None
    body: bytes | None = None
    headers: Headers = ()
    lossy: bool = False
    """True lets `Window.push` refuse the message while many wait for the page; otherwise the oldest are dropped."""
