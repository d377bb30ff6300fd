"""A document that the host did not write, so that it has no import map."""

from __future__ import annotations

from typing import Any

from oro_framework import hookimpl
from oro_framework.types import Host, Mount

PAGE = b"""<!doctype html><title>Bare</title><body><script type="module">
import path from 'oro:path'
parent.postMessage({ path: path.join('a', 'b') })
</script>"""


@hookimpl
def oro_mounts(host: Host) -> list[Mount]:
    """Serve the document."""
    return [Mount(path="/bare", app=_bare)]


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(PAGE)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE})
