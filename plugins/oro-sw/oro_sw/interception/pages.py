"""The page that runs workers and their scripts, served under `/oro/service-worker/` beside the modules."""

from __future__ import annotations

from urllib.parse import unquote

from oro_framework.requests import Caller
from oro_framework.types import Host, Receive, Scope, Send
from oro_sw.container import Container, container_of
from oro_sw.registrations.imports import imported
from oro_sw.registrations.scripts import BEGIN, IMPORT, SCRIPT, beginning
from oro_sw.registrations.states import Version
from oro_sw.workers.runner import PAGE, Runner

__all__ = ("PATH", "Pages")

PATH = "/oro/service-worker"
_SCRIPT = "text/javascript; charset=utf-8"
_PAGE = b"""<!doctype html>
<meta charset=utf-8>
<title>Service workers</title>
<script type=module src="/oro/service-worker/window.js"></script>
"""


class Pages:
    """The ASGI app under `PATH`; only the window that runs workers is answered.

    Args:
        host: its service knows the workers, once it runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one ASGI exchange."""
        if scope["type"] != "http":
            return
        caller: Caller = scope["extensions"]["oro"]
        kind, body = "", b""
        container = container_of(self._host)
        if container is not None and container.runner.may_start(caller.window):
            kind, body = _find(container, scope["path"])
            if not kind and (version := _version(container.runner, scope["path"], IMPORT)) is not None:
                script = await imported(self._host, version, unquote(scope["query_string"].decode("latin-1")))
                kind, body = ("", b"") if script is None else (_SCRIPT, script.body)
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")] if kind else []
        await send({"type": "http.response.start", "status": 200 if kind else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _find(container: Container, path: str) -> tuple[str, bytes]:
    if path == PAGE:
        return "text/html; charset=utf-8", _PAGE
    runner = container.runner
    if (version := _version(runner, path, BEGIN)) is not None:
        return _SCRIPT, beginning(version, container.areas)
    if (version := _version(runner, path, SCRIPT)) is not None:
        return _SCRIPT, version.script.body
    return "", b""


def _version(runner: Runner, path: str, prefix: str) -> Version | None:
    worker = runner.workers.get(path.removeprefix(prefix)) if path.startswith(prefix) else None
    return None if worker is None else worker.version
