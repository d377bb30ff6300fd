"""The part of `oro webdriver` in the app: tells which engine runs, and does to windows what its driver cannot."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oro_framework.errors import OroError
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service

if TYPE_CHECKING:  # trio is imported in parallel by the start of the app
    import trio

    from oro_framework.host.inner import RunningHost
    from oro_framework.host.windows.window import ManagedWindow
    from oro_framework.types import Window, WindowStatus

__all__ = ("Driven",)

METHODS = frozenset({"maximize", "minimize", "restore"})
MOST = 1 << 16
"""Bytes of one command."""


class Driven:
    """A plugin that serves the `oro webdriver` that started the app.

    Args:
        control: its socket.
    """

    def __init__(self, control: Path) -> None:
        self._control = control
        self._opened: trio.Event | None = None

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        """Note that the app has a window."""
        if self._opened is not None:
            self._opened.set()

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Serve while the app runs."""
        driven = self

        class Control(Service):
            """Connects to `oro webdriver`, and does what it asks."""

            name = "driven"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                import trio  # imported in parallel by the start of the app

                from oro_framework.host.inner import inner

                async with trio.open_nursery() as tasks:
                    driven._opened = trio.Event()
                    tasks.start_soon(driven._serve, inner(self.host))
                    yield
                    tasks.cancel_scope.cancel()

        return [Control]

    async def _serve(self, host: RunningHost) -> None:
        """Tell of the first window, then answer commands; a driver that has gone ends the app."""
        import trio  # imported in parallel by the start of the app

        assert self._opened is not None
        async with await trio.open_unix_socket(str(self._control)) as stream:
            await self._opened.wait()
            await host.windows[0].made.wait()
            engine = host.backend.name if host.backend else ""
            await _send(stream, {"engine": engine, "bundle": host.bundle})
            waiting = b""
            while chunk := await stream.receive_some(MOST):
                *lines, waiting = (waiting + chunk).split(b"\n")
                for line in lines:
                    await _send(stream, await _answer(host, json.loads(line)))
        host.quit(0)


async def _send(stream: trio.SocketStream, message: dict[str, Any]) -> None:
    await stream.send_all(json.dumps(message).encode() + b"\n")


async def _answer(host: RunningHost, command: dict[str, Any]) -> dict[str, Any]:
    for window in host.windows:
        if window.index == command["index"] if "pdf" in command else await window.target() == command["target"]:
            try:
                return await _answered(window, command)
            except OroError as error:
                return {"error": error.message}
    return {"error": "no window of the app has this page"}


async def _answered(window: ManagedWindow, command: dict[str, Any]) -> dict[str, Any]:
    if "pdf" in command:
        return {"pdf": b64encode(await window.pdf(**command["pdf"])).decode()}
    return {"rect": await _done(window, command)}


async def _done(window: ManagedWindow, command: dict[str, Any]) -> dict[str, int]:
    """Do to a window what a command says; return where it is then."""
    if "x" in command:
        await window.perform("move", command["x"], command["y"])
    if "width" in command:
        await window.perform("resize", command["width"], command["height"])
    if (method := command.get("do")) in METHODS:
        await window.perform(method)
    x, y, width, height = await window.geometry()
    return {"x": x, "y": y, "width": width, "height": height}
