"""A scheme that Python answers: declared by a plugin, streamed, and told of its end."""

from __future__ import annotations

from collections.abc import Sequence

import anyio

from oro_framework import hookimpl
from oro_framework.types import Receive, Scheme, Scope, Send

READABLE = [(b"content-type", b"text/plain"), (b"access-control-allow-origin", b"*")]


async def count(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer `count://lines/N` with the request's body and N lines; `count://lines/endless` never ends."""
    asked = await receive()
    await send({"type": "http.response.start", "status": 203, "headers": READABLE})
    await send({"type": "http.response.body", "body": asked.get("body", b""), "more_body": True})
    wanted = scope["path"].removeprefix("/")
    for number in range(int(wanted) if wanted.isdecimal() else 1):
        await send({"type": "http.response.body", "body": b"line %d\n" % number, "more_body": True})
    if wanted == "endless":
        await anyio.sleep_forever()
    await send({"type": "http.response.body", "body": b""})


@hookimpl
def oro_schemes() -> Sequence[Scheme]:
    """Declare it."""
    return [Scheme(name="count", app=count)]
