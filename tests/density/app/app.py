"""Take pictures of windows, look at the screen, and move the mouse of Weston."""

from __future__ import annotations

import base64
import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import trio

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service, route
from oro_framework.types import Call
from tests.desktop.screen import Screen


class Density(Service):
    """Measures what a page cannot."""

    name = "density"

    @route("density.session")
    def session(self, call: Call) -> dict[str, Any]:
        """Return how dense the first display is, and whether windows have positions on it."""
        claims = cast(Any, call.host).backend.capabilities
        return {"density": float(os.environ["DENSITY"]), "positions": claims.positions}

    @route("density.picture")
    async def picture(self, call: Call, index: int) -> str:
        """Return a PNG of what a window shows, in Base64."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "picture.png")
            await cast(Any, call.host).windows_manager.get(index).snapshot(path)
            return base64.b64encode(await trio.Path(path).read_bytes()).decode()

    @route("density.pixel")
    def pixel(self, call: Call, x: int, y: int) -> str:
        """Return the colour of a pixel of the X display."""
        with closing(Screen(os.environ["DISPLAY"])) as screen:
            return screen.pixel(x, y)

    @route("density.xdotool")
    async def xdotool(self, call: Call, words: str) -> None:
        """Move the mouse of Weston, and press its keys."""
        environment = {**os.environ, "DISPLAY": os.environ["X11_OF_WESTON"]}
        await trio.run_process(["xdotool", *words.split()], env=environment)


@hookimpl
def oro_services() -> list[type[Service]]:
    return [Density]
