"""`fetch`, a request in the name of an account as a page makes it."""

from __future__ import annotations

import json
import struct
from typing import Any

from oro_framework.testing import OpenHost

__all__ = ("fetch", "framed")


async def fetch(app: OpenHost, url: str, body: bytes = b"", name: str = "work", **asked: Any) -> tuple[Any, bytes]:
    """Return the head of the answer, or the error, and the body."""
    answer = await app.call("login.fetch", framed(url, **asked) + body, name=name)
    if answer.status != 200:
        return answer.err, b""
    length = struct.unpack(">I", answer.body[:4])[0]
    return json.loads(answer.body[4 : 4 + length]), answer.body[4 + length :]


def framed(url: str, **asked: Any) -> bytes:
    """Return the head of a request."""
    head = json.dumps({"url": url, **asked}).encode()
    return struct.pack(">I", len(head)) + head
