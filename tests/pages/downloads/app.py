"""Answers a page downloads."""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework import hookimpl
from oro_framework.types import Mount, Receive, Scope, Send

BIG = bytes(range(256)) * 8192


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer attachments, something no engine shows, and a stream that does not end."""
    name = scope["path"].rpartition("/")[2]
    headers = {
        "report": [
            (b"content-type", b"text/plain"),
            (b"content-disposition", b'attachment; filename="../r\xc3\xa9port.txt"'),
        ],
        "big.bin": [(b"content-type", b"application/octet-stream"), (b"content-length", str(len(BIG)).encode())],
        "endless": [(b"content-type", b"application/octet-stream"), (b"content-disposition", b"attachment")],
    }.get(name)
    if scope["type"] != "http":
        return
    if headers is None:
        await send({"type": "http.response.start", "status": 404, "headers": []})
        await send({"type": "http.response.body", "body": b"nothing"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if name == "endless":
        while True:
            await send({"type": "http.response.body", "body": bytes(65536), "more_body": True})
    await send({"type": "http.response.body", "body": BIG if name == "big.bin" else b"the report"})


@hookimpl
def oro_mounts() -> Sequence[Mount]:
    """Serve them."""
    return [Mount(path="/files", app=answers)]
