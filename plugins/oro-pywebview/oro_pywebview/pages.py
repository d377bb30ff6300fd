"""Pages that are texts of the program."""

from __future__ import annotations

import oro_pywebview
from oro_framework.types import Receive, Scope, Send

__all__ = ("Pages",)


class Pages:
    """The ASGI app that answers with the text that the query names."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        text = oro_pywebview.app.texts.get(scope["query_string"].decode("ascii", "replace"))
        status, body = (404, "There is no such page") if text is None else (200, text)
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})
