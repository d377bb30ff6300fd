"""`/eel.js`: the script by which pages of a program call Python."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import oro_eel
from oro_framework.types import Receive, Scope, Send

__all__ = ("PATH", "PageScript", "script")

PATH = "/eel.js"


class PageScript:
    """The ASGI app that answers `/eel.js`, where this process's program was written for Eel."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the script as it is now, for a program may expose more while it runs."""
        if scope["type"] != "http":
            return
        if oro_eel.program.started and scope["path"] == PATH:
            status, body = 200, script(sorted(oro_eel.program.exposed))
        else:
            status, body = 404, "This app was not started by eel.start()"
        headers = [(b"content-type", b"text/javascript; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})


def script(functions: list[str]) -> str:
    """Return the script for a page that may call these functions."""
    return f"{_source()}({json.dumps(functions)})\n"


@cache
def _source() -> str:
    return resources.files(__package__).joinpath("eel.js").read_text("utf-8").strip()
