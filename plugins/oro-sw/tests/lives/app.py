"""The app of these tests: a page writes what is served, ends the process that runs workers, and reads the log."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from oro_sw.container import container_of

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Mount, Receive, Scope, Send

DATA = TemporaryDirectory(prefix="oro-data-")
os.environ["XDG_DATA_HOME"] = DATA.name
KINDS = {".js": "text/javascript", ".html": "text/html", ".txt": "text/plain"}


class Listener(logging.Handler):
    """Keeps what is logged.

    Args:
        lines: where.
    """

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


class Stage(Service):
    """What pages cannot do by themselves."""

    name = "stage"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._files: dict[str, tuple[bytes, dict[str, str]]] = {}
        self._lines: list[str] = []
        host.log.addHandler(Listener(self._lines))

    @route("stage.serve")
    def serve(self, call: Call, path: str, text: str | None = None, headers: dict[str, str] | None = None) -> None:
        """Serve a text under `/live/` or `/hidden/`, or nothing any more."""
        if text is None:
            self._files.pop(path, None)
        else:
            self._files[path] = text.encode(), headers or {}

    @route("stage.log")
    def log(self, call: Call) -> list[str]:
        """Return what was logged since this was last called."""
        lines = list(self._lines)
        self._lines.clear()
        return lines

    @route("stage.age")
    def age(self, call: Call, id: str, seconds: float) -> None:
        """Let time have passed since the script of a registration was looked at."""
        container = container_of(call.host)
        registration = container.registry.of_id(id) if container is not None else None
        assert registration is not None
        assert registration.checked is not None
        registration.checked -= seconds

    @route("stage.kill")
    async def kill(self, call: Call) -> int:
        """End the process that runs the workers, as the kernel would when memory is short."""
        windows = cast(Any, call.host).windows_manager
        runner = next(window for window in call.host.windows if window.url.endswith("/service-worker/index.html"))

        def end(done: Any) -> None:
            webview = cast(Any, runner).view.webview
            if hasattr(webview, "terminate_web_process"):
                done(webview.terminate_web_process() or 1)
            else:
                os.kill(webview.page().renderProcessPid(), signal.SIGKILL)
                done(1)

        (count,) = await windows.ask_gui(end)
        return cast(int, count)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what was served, with CRLF-free headers."""
        body, headers = self._files.get(scope["path"], (None, {}))
        status = 404 if body is None else 200
        kind = KINDS.get(Path(scope["path"]).suffix, "application/octet-stream")
        pairs = [(name.lower().encode(), value.encode()) for name, value in {"content-type": kind, **headers}.items()]
        await send({"type": "http.response.start", "status": status, "headers": pairs})
        await send({"type": "http.response.body", "body": body or b""})


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Stage]


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await cast(Stage, host.service("stage")).answer(scope, receive, send)

    return [Mount(path="/live", app=app), Mount(path="/hidden", app=app, public=False)]
