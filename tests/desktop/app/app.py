"""What a test of the desktop steers an app with: a socket that takes a line of JSON and answers with one."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import anyio
import anyio.abc

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from oro_framework.types import Host, Mount, Receive, Scope, Send

GATES: dict[str, anyio.Event] = {}


class Steering(Service):
    """Runs scripts in windows, lets pages through that wait at a gate, and knows where the tray icon is."""

    name = "steering"

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            listener = await anyio.create_unix_listener(os.environ["DESKTOP_SOCKET"])
            group.start_soon(listener.serve, self._serve)
            yield
            group.cancel_scope.cancel()

    async def _serve(self, stream: anyio.abc.SocketStream) -> None:
        async with stream:
            asked = json.loads(await stream.receive())
            answer = await getattr(self, asked.pop("do"))(**asked)
            await stream.send(json.dumps(answer).encode() + b"\n")

    async def script(self, window: int, text: str) -> None:
        """Run a script in the page of a window."""
        await cast(Any, self.host).windows_manager.get(window).evaluate(text)

    async def open(self, gate: str) -> None:
        """Let a page through."""
        GATES.setdefault(gate, anyio.Event()).set()

    async def tray(self) -> list[int]:
        """Return x, y, width and height of the tray icon on the screen; empty where the engine does not know."""
        host = cast(Any, self.host)

        def look(done: Any) -> None:
            icon = host.backend._tray.icon
            if hasattr(icon, "get_geometry"):
                _, _, area, _ = icon.get_geometry()
                done([area.x, area.y, area.width, area.height])
            else:
                done(list(icon.geometry().getRect()))

        (found,) = await host.windows_manager.ask_gui(look)
        return cast("list[int]", found)

    async def asked(self) -> list[bool]:
        """Return whether a dialog is open, the first window has the keyboard, attention moves, and the app pauses."""
        host = cast(Any, self.host)
        name = "_questions" if host.backend.name == "qt" else "_dialogs"
        return [
            bool(getattr(host.backend, name)),
            host.windows_manager.get(0).focused,
            host.background.settling,
            host.paused,
        ]

    async def popped(self) -> bool:
        """Return whether a menu is open."""
        host = cast(Any, self.host)

        def look(done: Any) -> None:
            if host.backend.name == "gtk":
                done(host.backend.platform.gtk.grab_get_current() is not None)
            else:
                from qtpy.QtWidgets import QApplication

                done(QApplication.activePopupWidget() is not None)

        (found,) = await host.windows_manager.ask_gui(look)
        return bool(found)

    async def offered(self) -> dict[str, list[int]]:
        """Return where on the screen each line of the open menu is, by its text; none while no menu is open."""
        host = cast(Any, self.host)
        look = _lines_of_gtk if host.backend.name == "gtk" else _lines_of_qt
        (found,) = await host.windows_manager.ask_gui(lambda done: done(look(host.backend)))
        return cast("dict[str, list[int]]", found)

    async def inspected(self, window: int) -> bool:
        """Return whether the developer tools of a window are open."""
        windows = cast(Any, self.host).windows_manager
        view = windows.get(window).view

        def look(done: Any) -> None:
            if hasattr(view, "_devtools"):
                done(view._devtools is not None and view._devtools.isVisible())
            else:
                done(view.webview.get_inspector().get_web_view() is not None)

        (found,) = await windows.ask_gui(look)
        return bool(found)


def _lines_of_gtk(backend: Any) -> dict[str, list[int]]:
    menu = backend.platform.gtk.grab_get_current()
    if menu is None:
        return {}
    found = {}
    for line in menu.get_children():
        area, (_, x, y) = line.get_allocation(), line.get_window().get_origin()
        if line.get_label():
            found[line.get_label().replace("_", "")] = [x + area.x + area.width // 2, y + area.y + area.height // 2]
    return found


def _lines_of_qt(_backend: Any) -> dict[str, list[int]]:
    from qtpy.QtWidgets import QApplication, QMenu

    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return {}
    found = {}
    for line in menu.actions():
        middle = menu.mapToGlobal(menu.actionGeometry(line).center())
        if not line.isSeparator():
            found[line.text().replace("&", "")] = [middle.x(), middle.y()]
    return found


async def gated(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a page whose colour is its name, once the test says so."""
    name = scope["path"].rpartition("/")[2]
    await GATES.setdefault(name, anyio.Event()).wait()
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    body = f'<!doctype html><title>Gated</title><body style="background:#{name}">'
    await send({"type": "http.response.body", "body": body.encode()})


@hookimpl
def oro_services() -> list[type[Service]]:
    return [Steering]


@hookimpl
def oro_mounts(host: Host) -> list[Mount]:
    return [Mount(path="/gated", app=gated)]
