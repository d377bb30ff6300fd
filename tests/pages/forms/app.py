"""An app that shows what was posted to it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from email.parser import BytesParser
from email.policy import HTTP

from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount, Receive, Scope, Send


async def shown(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a page of the fields, one a line."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    kind = dict(scope["headers"]).get(b"content-type", b"")
    parts = BytesParser(policy=HTTP).parsebytes(b"content-type: " + kind + b"\r\n\r\n" + body)
    lines = [scope["path"]]
    for part in parts.iter_parts():
        content = part.get_payload(decode=True)
        name = part.get_param("name", header="content-disposition")
        lines.append(f"{name} {part.get_filename()} {content.hex() if isinstance(content, bytes) else content}")
    page = f"<!doctype html><title>posted</title><pre>{html.escape(chr(10).join(lines))}</pre>"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": page.encode()})


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Serve it below `/posted`."""
    return [Mount(path="/posted", app=shown)]
