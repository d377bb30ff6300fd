"""`BrowserBackend`: an ordinary browser in the place of an engine of the app's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import ClassVar

from msgspec.structs import replace

from oro_framework.host.backends.base import Capabilities
from oro_framework.host.backends.headless import HeadlessBackend
from oro_framework.requests import Door
from oro_framework.types import Scheme

__all__ = ("BrowserBackend",)


class BrowserBackend(HeadlessBackend):
    """Shows nothing itself: `HttpPages` gives a browser the page of the first window.

    Pages go on writing `ipc://…` and `oro://…`; its preload translates these for the browser.
    """

    name: ClassVar[str] = "browser"
    capabilities: ClassVar[Capabilities] = replace(
        HeadlessBackend.capabilities,
        preload=True,
        media=True,
        verified=False,
        notes=("a browser shows the page of the first window; there are no windows, menus or dialogs",),
    )

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        super().__init__(schemes, door, app_id)
        script = resources.files(__package__).joinpath("preload.js").read_text("utf-8").strip()
        self.preload = self.worker_preload = f"({script})({json.dumps(app_id)});"
