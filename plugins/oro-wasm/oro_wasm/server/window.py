"""Shows a session in a window: an app made on the fly, run as `oro run` runs one."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Mount, PageEvent
from oro_wasm.server.app import PANEL, DevelopmentApp
from oro_wasm.server.control import stoppable
from oro_wasm.server.running import Running
from oro_wasm.server.session import Session

__all__ = ("EVENT", "SessionPlugin", "show")

EVENT = "wasmserver"
_TOML = """[meta]
bundle_identifier = "local.oro-wasm"
title = {title}
[webview]
root = "{root}"
storage = "memory"
[window]
width = "1120px"
height = "760px"
[plugins]
enabled = ["wasm", "fs"]
[permissions]
default = "deny"
allow.wasm = true
"""


class SessionPlugin:
    """A plugin of the app: mounts the panel, and runs the session with the app.

    Args:
        session: what is shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @hookimpl
    def oro_mounts(self, host: Host) -> Sequence[Mount]:
        """Serve the panel and the site."""
        path = "/" if self._session.target.kind == "site" else PANEL.rstrip("/")
        return [Mount(path=path, app=DevelopmentApp(self._session, "window"))]

    @hookimpl
    def oro_page_events(self, host: Host) -> Sequence[PageEvent]:
        """Declare what the panel is told."""
        return [PageEvent(name=EVENT, detail=dict[str, Any], summary="Something happened to what is built.")]

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Build and watch while the app runs."""
        session = self._session

        class DevelopmentServer(Service):
            """Runs a session, and tells pages of it."""

            name = "wasm-server"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                def tell(event: dict[str, Any]) -> None:
                    self.host.emit(EVENT, event)

                running = Running(pid=os.getpid(), path=str(session.target.path), mode="window", started=time.time())
                session.listeners.append(tell)
                try:
                    async with stoppable(running, self.host.quit, self.host.log), session.running():
                        yield
                finally:
                    session.listeners.remove(tell)

        return [DevelopmentServer]


def show(session: Session, *, backend: str | None, test: Path | None, debug: bool) -> int:
    """Show a session in a window until it is closed; return the exit code. Main thread.

    Raises:
        OroError: the app could not start.
    """
    from oro_framework.cli.run import launch

    with tempfile.TemporaryDirectory(prefix="oro-wasm-") as name:
        toml = Path(name) / "oro.toml"
        title = _quoted(f"{session.target.name} · WebAssembly")
        toml.write_text(_TOML.format(title=title, root=PANEL), "utf-8")
        extra = [("wasm-server", SessionPlugin(session))]
        return launch(str(toml), backend=backend, tests=() if test is None else (test,), debug=debug, extra=extra)


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    return json.dumps(text)
