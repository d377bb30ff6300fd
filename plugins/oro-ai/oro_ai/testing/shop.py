"""A server of model files on loopback that can be made to misbehave."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from oro_ai.testing.serving import serving

__all__ = ("Shop", "shop")


@dataclass
class Shop:
    """The data and behaviour of the server, and a record of its requests."""

    data: bytes
    address: str = ""
    breaks_after: list[int] = field(default_factory=list)
    """The number of bytes after which each of the next connections breaks."""
    stalls_after: list[int] = field(default_factory=list)
    """The number of bytes after which each of the next answers stalls, until the server is closed."""
    closing: threading.Event = field(default_factory=threading.Event)
    ranges: bool = True
    etag: str = '"one"'
    length: int = 0
    """The number to add to the declared length."""
    status: int = 200
    more: dict[str, str] = field(default_factory=dict)
    """Further headers of each answer."""
    redirects: str = ""
    """The URL to redirect `/ORG/…` to; empty to answer it."""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    """The number of bytes sent with each answer."""

    @property
    def digest(self) -> str:
        """The sha256 of the data."""
        return hashlib.sha256(self.data).hexdigest()

    def ranges_asked(self) -> list[str | None]:
        """Return the `Range` header of each request."""
        return [headers.get("range") for _, headers in self.asked]


class _Handler(BaseHTTPRequestHandler):
    shop: Shop

    def do_GET(self) -> None:
        shop = self.shop
        headers = {name.lower(): value for name, value in self.headers.items()}
        shop.asked.append((self.path, headers))
        if shop.redirects and "/resolve/" in self.path:
            return self._answer(302, {"location": shop.redirects, **shop.more, "content-length": "0"}, b"")
        if shop.status != 200:
            return self._answer(shop.status, {"content-length": "0"}, b"")
        start = self._start(headers)
        if start >= len(shop.data):
            return self._answer(416, {"content-range": f"bytes */{len(shop.data)}", "content-length": "0"}, b"")
        body = shop.data[start:]
        told = {"content-length": str(len(body) + shop.length), "etag": shop.etag, **shop.more}
        if start:
            told["content-range"] = f"bytes {start}-{len(shop.data) - 1}/{len(shop.data)}"
        limit = shop.breaks_after.pop(0) if shop.breaks_after else len(body)
        silent = shop.stalls_after.pop(0) if shop.stalls_after else None
        self._answer(206 if start else 200, told, body[: limit if silent is None else silent])
        if silent is not None:
            self.wfile.flush()
            shop.closing.wait()
        return None

    def _start(self, headers: dict[str, str]) -> int:
        same = headers.get("if-range", self.shop.etag) == self.shop.etag
        asked = headers.get("range", "")
        return int(asked.removeprefix("bytes=").rstrip("-")) if asked and same and self.shop.ranges else 0

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.shop.sent.append(len(body))
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def shop(data: bytes, **behaviour: object) -> Iterator[Shop]:
    """Run a server for the duration of the block."""
    made = Shop(data)
    for name, value in behaviour.items():
        setattr(made, name, value)
    handler: Callable[..., BaseHTTPRequestHandler] = type("Handler", (_Handler,), {"shop": made})
    with serving(ThreadingHTTPServer(("127.0.0.1", 0), handler), made.closing.set) as made.address:
        yield made
