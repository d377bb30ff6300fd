"""Files beside a site's programs, served as they are, with validators and ranges."""

from __future__ import annotations

import mimetypes
import os
import re
from email.utils import formatdate
from typing import BinaryIO

import trio
from msgspec import Struct

from oro_container.core.gateway.request import Request
from oro_container.images.asgi import answer_plainly
from oro_framework.asgi import Send

__all__ = ("send_file",)

_PART = 1 << 16
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class _Part(Struct, frozen=True):
    status: int
    first: int
    length: int
    range: str = ""


async def send_file(file: BinaryIO | None, name: str, request: Request, send: Send) -> None:
    """Answer with a file, and close it.

    Args:
        file: open for reading; None is answered 404.
        name: its name, which tells its type.
        request: `GET` or `HEAD`; others are answered 405.
        send: takes the answer.
    """
    if file is None:
        await answer_plainly(404, "", send)
        return
    with file:
        if request.method in ("GET", "HEAD"):
            await _send_opened(file, name, request, send)
        else:
            await answer_plainly(405, f"Cannot {request.method} a file", send, {"allow": "GET, HEAD"})


async def _send_opened(file: BinaryIO, name: str, request: Request, send: Send) -> None:
    told = os.fstat(file.fileno())
    tag = f'"{told.st_mtime_ns:x}-{told.st_size:x}"'
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "content-type": f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
        "etag": tag,
        "last-modified": formatdate(told.st_mtime, usegmt=True),
        "accept-ranges": "bytes",
        "x-content-type-options": "nosniff",
    }
    if tag in (request.header("if-none-match") or ""):
        await _start(send, 304, headers)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    part = _part_of(request, told.st_size)
    headers["content-length"] = str(part.length)
    await _start(send, part.status, headers | ({"content-range": part.range} if part.range else {}))
    file.seek(part.first)
    left = part.length if request.method == "GET" else 0
    while left and (data := await trio.to_thread.run_sync(file.read, min(_PART, left))):
        left -= len(data)
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _start(send: Send, status: int, headers: dict[str, str]) -> None:
    pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})


def _part_of(request: Request, size: int) -> _Part:
    """Return the part that is asked for: the whole where there is no range, or none that is understood."""
    found = _RANGE.fullmatch(request.header("range") or "")
    if found is None or found.groups() == ("", "") or request.header("if-range"):
        return _Part(200, 0, size)
    first, last = found.groups()
    begin = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if begin >= size or end < begin:
        return _Part(416, 0, 0, f"bytes */{size}")
    return _Part(206, begin, end - begin + 1, f"bytes {begin}-{end}/{size}")
