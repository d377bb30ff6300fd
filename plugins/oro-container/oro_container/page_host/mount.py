"""`PageAssets`, the files of the page engine in the app's own origin; Pyodide is fetched when a page first wants it."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path, PurePosixPath

from anyio import Lock, to_thread

from oro_container.page_host.core_archive import core_archive
from oro_container.page_host.mailbox import Mailbox
from oro_container.page_host.pyodide import FILES, fetch_pyodide
from oro_container.page_host.snapshot import NAME, snapshot
from oro_framework.asgi import Receive, Scope, Send
from oro_framework.errors import OroError

__all__ = ("PATH", "PageAssets")

PATH = "/oro-container"
_log = logging.getLogger("oro.container")
_SECURITY = ((b"cross-origin-resource-policy", b"same-origin"), (b"x-content-type-options", b"nosniff"))


class PageAssets:
    """An ASGI app that answers with `core.zip`, a snapshot and the files below `pyodide/`."""

    def __init__(self) -> None:
        self._lock: Lock | None = None
        self._making: Lock | None = None
        self._mailbox = Mailbox()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespans have nothing to do."""
        if scope["type"] != "http":
            return
        if scope["path"].startswith(f"{PATH}/wait/"):
            await self._mailbox(scope, receive, send)
            return
        name = str(PurePosixPath(scope["path"]).relative_to(PATH)) if scope["path"].startswith(f"{PATH}/") else ""
        try:
            status, kind, body = await self._answer(name)
        except OroError as error:
            status, kind, body = 503, "text/plain; charset=utf-8", str(error).encode()
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), *_SECURITY]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})

    async def _answer(self, name: str) -> tuple[int, str, bytes]:
        if name == "core.zip":
            return 200, "application/zip", await to_thread.run_sync(core_archive)
        folder, _, file = name.partition("/")
        if name != NAME and (folder != "pyodide" or file not in FILES):
            return 404, "text/plain; charset=utf-8", b"there is no such file"
        self._lock = self._lock or Lock()
        async with self._lock:
            found = await to_thread.run_sync(partial(fetch_pyodide, _log.info))
        if name == NAME:
            return await self._answer_snapshot(found)
        return 200, FILES[file], await to_thread.run_sync((found / file).read_bytes)

    async def _answer_snapshot(self, pyodide: Path) -> tuple[int, str, bytes]:
        self._making = self._making or Lock()
        async with self._making:
            made = await to_thread.run_sync(snapshot, pyodide)
        if made is None:
            return 404, "text/plain; charset=utf-8", b"it cannot be made here"
        return 200, "application/octet-stream", await to_thread.run_sync(made.read_bytes)
