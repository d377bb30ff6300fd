"""The script by which a page stands in for the desktop's frame, and the messages it sends. Sans-IO."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Literal

from msgspec import Struct

from oro_framework.host.backends.interface.view_spec import ViewSpec

__all__ = ("BUTTONS", "EDGES", "Asked", "Clip", "page_script", "read_message")

BUTTONS = ":minimize,maximize,close"
"""The order of the buttons where the desktop names none: those left of the colon are at the left."""
EDGES = frozenset({"n", "ne", "e", "se", "s", "sw", "w", "nw"})
"""The edges of a window, by the points of the compass."""
_DEEDS = frozenset({"move", "menu", "minimize", "maximize", "restore", "close"})


Clip = Literal["", "document", "content"]
"""WebKit clips a whole document, Chromium what is in it, without its background."""


class Asked(Struct, frozen=True):
    """A wish of a page for its window."""

    do: str
    """`move`, `resize`, `menu`, `minimize`, `maximize`, `restore` or `close`."""
    edge: str = ""
    """The one of `EDGES` to resize by."""


def page_script(spec: ViewSpec, tell: str, *, clip: Clip, buttons: str = BUTTONS) -> str:
    """Return the script for the documents of a window with grips.

    Args:
        spec: the window.
        tell: a JavaScript expression, a function that sends a text to the view, which pages cannot do.
        clip: what of the page corners are cut out of; empty where they are cut out of the window.
        buttons: their order, as desktops write it.
    """
    options = {
        "own": spec.frameless and not spec.kiosk,
        "resizable": spec.resizable,
        "maximizable": spec.maximizable,
        "minimizable": spec.minimizable,
        "closable": spec.closable,
        "menu": spec.frameless,
        "radius": spec.radius,
        "clip": clip,
        "transparent": spec.transparent,
        "background": spec.background,
        "buttons": buttons if spec.controls else "",
        "offsets": spec.control_offsets,
        "state": {"fullscreen": spec.fullscreen or spec.kiosk, "maximized": spec.maximized},
    }
    text = json.dumps(options)
    return f"({_text()})({{ ...{text}, get index () {{ return globalThis.__args?.index }}, tell: {tell} }});"


def read_message(text: str) -> Asked | None:
    """Return what a page asks; None where that is nothing a window does."""
    do, _, edge = text.partition(" ")
    if do == "resize" and edge in EDGES:
        return Asked(do, edge)
    return Asked(do) if do in _DEEDS and not edge else None


@cache
def _text() -> str:
    return resources.files(__package__).joinpath("page.js").read_text("utf-8").strip()
