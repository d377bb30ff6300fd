"""Responses: JSON, server-sent events, and errors in the shape OpenAI's clients expect."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import msgspec

from oro_ai.errors import Crashed
from oro_framework.errors import Busy, Denied, NotFound, OroError, TimedOut, TooLarge, Unsupported, UsageError
from oro_framework.types import Send

__all__ = ("DONE", "JSONAnswer", "Streamed", "TextAnswer", "error_body", "event", "refused")

DONE = b"data: [DONE]\n\n"
EVENTS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
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
    """Server-sent events; each chunk holds every event since the last one, so a slow page gets few large chunks."""

    chunks: AsyncGenerator[bytes, None]

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
                        await send({"type": "http.response.start", "status": 200, "headers": EVENTS})
                        started = True
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except OroError as error:
            if not started:
                raise
            status = error.status
            await send({"type": "http.response.body", "body": event(error_body(error)), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return status


def event(data: Any) -> bytes:
    """Return one server-sent event."""
    return b"data: " + _encoder.encode(data) + b"\n\n"


def refused(error: OroError) -> JSONAnswer:
    """Return the response for an error, with the status OpenAI's clients expect."""
    headers: list[tuple[bytes, bytes]] = []
    retry = getattr(error, "retry_after", None)
    if retry is not None:
        headers.append((b"retry-after", str(max(1, -int(-retry // 1))).encode()))
    return JSONAnswer(error_body(error), error.status, tuple(headers))


def error_body(error: OroError) -> Mapping[str, Any]:
    """Return an error in OpenAI's shape."""
    kind = next((kind for known, kind in _KINDS if isinstance(error, known)), "server_error")
    details = error.details
    return {"error": {"message": error.message, "type": kind, "param": details.get("param"), "code": error.code}}


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
