"""`BrowserBackend`: an ordinary browser in the place of an engine of the app's own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from msgspec.structs import replace

from oro_framework.errors import Unsupported
from oro_framework.host.backends.headless import HeadlessBackend, HeadlessView
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.colour import Colour
from oro_framework.requests import Door
from oro_framework.types import Scheme

__all__ = ("BrowserBackend", "BrowserView")


class BrowserView(HeadlessView):
    """The window in the place of which a browser shows the app; the browser's own window belongs to its person."""

    def hide(self) -> None:
        _refuse("hide")

    def maximize(self) -> None:
        _refuse("maximize")

    def minimize(self) -> None:
        _refuse("minimize")

    def restore(self) -> None:
        _refuse("restore")

    def resize(self, width: int, height: int) -> None:
        _refuse("set the size of")

    def move(self, x: int, y: int) -> None:
        _refuse("move")

    def load(self, url: str) -> None:
        raise Unsupported("Cannot navigate a window: the app is shown in a browser, whose page can do it itself")

    def replaced(self, url: str) -> None:
        """Note that the browser shows another document."""
        self.url = url
        self.events.document_replaced(url)

    def set_background(self, colour: Colour) -> None:
        _refuse("set the background of")

    def show_inspector(self) -> None:
        raise Unsupported("Cannot show an inspector: the browser that shows the app has one, behind F12")

    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        if done is not None:
            done(None, "the app is shown in a browser, whose pages run no script of others")

    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        done("the app is shown in a browser")


class BrowserBackend(HeadlessBackend):
    """Shows nothing itself: `Pages` gives a browser the page of the first window.

    Pages go on writing `ipc://…` and `oro://…`; its preload translates these for the browser.
    """

    name: ClassVar[str] = "browser"
    capabilities: Capabilities = replace(
        HeadlessBackend.capabilities,
        media=True,
        preload=True,
        preload_frames=True,
        verified=False,
        notes=("a browser shows the page of the first window; there are no other windows, menus or dialogs",),
    )
    one_window = "the app is shown in a browser, which shows its first window only"

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        self.token = secrets.token_urlsafe()
        """The secret that every call of this run's pages names."""
        script = resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
        self.preload = self.worker_preload = f"({script})({json.dumps(app_id)}, {json.dumps(self.token)});"

    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        return BrowserView(spec, events)

    def open_external(self, url: str) -> None:
        raise Unsupported(f'Cannot open "{url}": the app is shown in a browser, whose page can open it itself')


def _refuse(act: str) -> NoReturn:
    raise Unsupported(f"Cannot {act} a window: the app is shown in a browser, whose window is not the app's")
