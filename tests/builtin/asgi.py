"""Driving an ASGI app in process: one request, its messages, and a page that may leave."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oro_framework.host.requests.protocol import Caller, Request, parse_target
from oro_framework.types import ASGIApp, Message

BUNDLE = "com.example.app"
ORIGIN = f"oro://{BUNDLE}"
FILES: Mapping[str, Any] = {"oro.response.file": {}}


class PageLeft(OSError):
    """What `send` raises once the page is gone."""


@dataclass
class Exchange:
    """What one request made an app send."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    file: tuple[int, int] | None = None
    """Offset and length of the file that was handed over, when one was."""
    complete: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.chunks)

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


def request_to(
    url: str, method: str = "GET", headers: Sequence[tuple[str, str]] = (), body: bytes = b"", window: object = None
) -> Request:
    """Return a request as a backend would hand it over; a path alone is one of the app's origin."""
    target = parse_target(
        ORIGIN + url if url.startswith("/") else url, module_schemes=frozenset({"oro", "node"}), bundle=BUNDLE
    )
    caller = Caller(window=window, origin=ORIGIN)
    return Request(target=target, method=method, headers=tuple(headers), body=body, caller=caller)


async def fetch(
    app: ASGIApp,
    url: str,
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    extensions: Mapping[str, Any] = FILES,
    leave_after: int | None = None,
) -> Exchange:
    """Send one request to an app and gather its answer.

    Args:
        leave_after: chunks after which the page is gone and `send` raises `PageLeft`.
    """
    exchange = Exchange()
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if leave_after is not None and len(exchange.chunks) >= leave_after:
            raise PageLeft("the page left")
        assert not exchange.complete, "sent after the last message"
        if message["type"] == "http.response.start":
            assert exchange.status == 0, "started twice"
            exchange.status = message["status"]
            exchange.headers = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in message["headers"]]
        elif message["type"] == "oro.response.file":
            exchange.file = message["offset"], message["length"]
            with os.fdopen(message["fd"], "rb") as file:
                file.seek(message["offset"])
                exchange.chunks.append(file.read(message["length"]))
            exchange.complete = True
        else:
            assert message["type"] == "http.response.body", message
            assert exchange.status != 0, "body before the start"
            exchange.chunks.append(bytes(message.get("body", b"")))
            exchange.complete = not message.get("more_body", False)

    await app(request_to(url, method, headers, body).scope(extensions), receive, send)
    return exchange
