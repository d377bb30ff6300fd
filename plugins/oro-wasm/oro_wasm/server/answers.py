"""Answers of the development server as ASGI messages. Nothing is cached: a page always has what was built last."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import BinaryIO

import msgspec
import trio

from oro_framework.asgi import Scope, Send

__all__ = ("Sender", "content_type")

PIECE = 256 * 1024
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ts": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""Types by ending; the system's own table differs from machine to machine."""
_ALWAYS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


def content_type(name: str) -> str:
    """Return the type a file of this name is served with."""
    return TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


class Sender:
    """Answers one request.

    Args:
        scope: of the request; the answer to `HEAD` has no body.
        send: takes ASGI messages.
    """

    def __init__(self, scope: Scope, send: Send) -> None:
        self._bodiless = scope["method"] == "HEAD"
        self._send = send

    async def whole(self, status: int, type: str, body: bytes, *more: tuple[str, str]) -> None:
        """Send an answer that is in memory."""
        await self._head(status, (("content-type", type), ("content-length", str(len(body))), *more))
        await self._send({"type": "http.response.body", "body": b"" if self._bodiless else body})

    async def json(self, value: object) -> None:
        """Send a value."""
        await self.whole(200, "application/json", msgspec.json.encode(value))

    async def error(self, status: int, text: str, *more: tuple[str, str]) -> None:
        """Send a sentence for people."""
        await self.whole(status, "text/plain; charset=utf-8", f"{text}\n".encode(), *more)

    async def redirect(self, path: str) -> None:
        """Send a client elsewhere."""
        await self.whole(302, "text/plain; charset=utf-8", b"", ("location", path))

    async def file(self, file: BinaryIO, type: str) -> None:
        """Send what is left of a file, as the client takes it."""
        await self.begin(type)
        piece = b"" if self._bodiless else await trio.to_thread.run_sync(file.read, PIECE)
        while piece:
            await self.piece(piece)
            piece = await trio.to_thread.run_sync(file.read, PIECE)
        await self.end()

    async def begin(self, type: str) -> None:
        """Begin an answer that is sent in pieces."""
        await self._head(200, (("content-type", type),))

    async def piece(self, data: bytes) -> None:
        """Send a piece, and wait until there is room for more."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        """End an answer that was sent in pieces."""
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _head(self, status: int, headers: Sequence[tuple[str, str]]) -> None:
        encoded = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": [*encoded, *_ALWAYS]})
