"""Responses: JSON, server-sent events, and errors in the shape OpenAI's clients expect."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import msgspec

from oro_ai.errors import Crashed
from oro_framework.errors import Busy, Denied, NotFound, OroError, TimedOut, TooLarge, Unsupported, UsageError
from oro_framework.types import Send

__all__ = (
    "DONE",
    "JSON_LINES",
    "JSONAnswer",
    "Streamed",
    "TextAnswer",
    "error_body",
    "event",
    "kind_of",
    "line",
    "named_event",
    "refused",
)

DONE = b"data: [DONE]\n\n"
EVENT_STREAM, JSON_LINES = b"text/event-stream", b"application/x-ndjson"
_KINDS: tuple[tuple[type[OroError], str], ...] = (
    (Denied, "permission_error"),
    (NotFound, "not_found_error"),
    (TooLarge, "invalid_request_error"),
    (UsageError, "invalid_request_error"),
    (Unsupported, "not_supported_error"),
    (TimedOut, "timeout_error"),
    (Crashed, "server_error"),
    (Busy, "rate_limit_error"),
)
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class JSONAnswer:
    """A whole answer."""

    data: Any
    status: int = 200
    headers: tuple[tuple[bytes, bytes], ...] = ()

    async def send(self, send: Send) -> int:
        """Send it and return its status."""
        body = _encoder.encode(self.data)
        await _send_whole(send, self.status, b"application/json", body, self.headers)
        return self.status


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """A whole answer that is no JSON."""

    text: str
    content_type: bytes = b"text/plain; charset=utf-8"

    async def send(self, send: Send) -> int:
        """Send it and return its status."""
        await _send_whole(send, 200, self.content_type, self.text.encode())
        return 200


@dataclass(frozen=True, slots=True)
class Streamed:
    """Events as they come; each chunk holds every event since the last one, so a slow page gets few large chunks."""

    chunks: AsyncGenerator[bytes, None]
    content_type: bytes = EVENT_STREAM
    failed: Callable[[OroError], bytes] = field(default=lambda error: event(error_body(error)))
    """Returns the last event for an error on the way."""

    async def send(self, send: Send) -> int:
        """Send the events as they come and return the status; an error on the way becomes the last event.

        Raises:
            OSError: the page went away.
        If cancelled, the generation is cancelled too.
        """
        started, status = False, 200
        try:
            async with aclosing(self.chunks) as chunks:
                async for chunk in chunks:
                    if not started:
                        # An error before the first event can still be sent with its own status.
                        headers = [(b"content-type", self.content_type), (b"cache-control", b"no-store")]
                        await send({"type": "http.response.start", "status": 200, "headers": headers})
                        started = True
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except OroError as error:
            if not started:
                raise
            status = error.status
            await send({"type": "http.response.body", "body": self.failed(error), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return status


def event(data: Any) -> bytes:
    """Return one server-sent event."""
    return b"data: " + _encoder.encode(data) + b"\n\n"


def named_event(data: Mapping[str, Any]) -> bytes:
    """Return one server-sent event whose name is the `type` of its data."""
    return f"event: {data['type']}\n".encode() + event(data)


def line(data: Any) -> bytes:
    """Return one line of JSON."""
    return _encoder.encode(data) + b"\n"


def refused(error: OroError, body: Callable[[OroError], Mapping[str, Any]] | None = None) -> JSONAnswer:
    """Return the response for an error, with the status clients expect.

    Args:
        error: the error.
        body: returns the error in the shape of the endpoint's clients; OpenAI's if None.
    """
    headers: list[tuple[bytes, bytes]] = []
    retry = getattr(error, "retry_after", None)
    if retry is not None:
        headers.append((b"retry-after", str(max(1, -int(-retry // 1))).encode()))
    return JSONAnswer((body or error_body)(error), error.status, tuple(headers))


def error_body(error: OroError) -> Mapping[str, Any]:
    """Return an error in OpenAI's shape."""
    param = error.details.get("param")
    return {"error": {"message": error.message, "type": kind_of(error), "param": param, "code": error.code}}


def kind_of(error: OroError) -> str:
    """Return the type of an error, as OpenAI calls it."""
    return next((kind for known, kind in _KINDS if isinstance(error, known)), "server_error")


async def _send_whole(
    send: Send, status: int, content_type: bytes, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    known = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*known, *headers]})
    await send({"type": "http.response.body", "body": body})
