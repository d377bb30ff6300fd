"""Have parts of a page move, resize and close its window of GTK, and cut the corners of the window. GUI thread."""

from __future__ import annotations

import json
import math
import secrets
from collections.abc import Callable
from typing import Any

import cairo
from gi.repository import Gdk, Gtk, WebKit2

from oro_framework.host.backends.grips.script import BUTTONS, Asked, page_script, read_message
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_spec import ViewSpec

__all__ = ("Grips",)

CHANNEL = "oroFrame"
"""The message handler that the page's part of this writes to."""
_EDGES = {
    "n": Gdk.WindowEdge.NORTH,
    "ne": Gdk.WindowEdge.NORTH_EAST,
    "e": Gdk.WindowEdge.EAST,
    "se": Gdk.WindowEdge.SOUTH_EAST,
    "s": Gdk.WindowEdge.SOUTH,
    "sw": Gdk.WindowEdge.SOUTH_WEST,
    "w": Gdk.WindowEdge.WEST,
    "nw": Gdk.WindowEdge.NORTH_WEST,
}


class Grips:
    """Does what the page asks of its window.

    A move or a resize goes on from the press that the engine's view had last, so a page begins none by itself.

    Args:
        view: the view, which is closed, minimized and maximized.
        window: its GtkWindow.
        webview: WebKit's view in it.
        held: whether the page is to ask for nothing now, as in a kiosk and once the view is closed.
    """

    def __init__(
        self, view: View, window: Gtk.Window, webview: WebKit2.WebView, spec: ViewSpec, held: Callable[[], bool]
    ) -> None:
        self._view = view
        self._window = window
        self._webview = webview
        self._spec = spec
        self._held = held
        self._secret = secrets.token_urlsafe(12)
        self._press: Any = None
        """A copy of the last press of a button, a GdkEvent."""
        self._cut: tuple[int, int] | None = None

    def script(self, manager: WebKit2.UserContentManager) -> str:
        """Listen to the page, and return the script of its part."""
        composited = self._window.get_screen().is_composited()
        tell = f"text => webkit.messageHandlers.{CHANNEL}.postMessage({json.dumps(self._secret)} + text)"
        script = page_script(self._spec, tell, clip="document" if composited else "", buttons=_button_order())
        manager.register_script_message_handler(CHANNEL)
        manager.connect(f"script-message-received::{CHANNEL}", self._told)
        self._webview.connect("button-press-event", self._pressed)
        if self._spec.radius and not composited:
            self._window.connect("size-allocate", self._sized)
            self._window.connect("realize", self._sized)
        return script

    def _pressed(self, _webview: WebKit2.WebView, event: Gdk.EventButton) -> bool:
        self._press = event.copy()
        return False

    def _told(self, _manager: WebKit2.UserContentManager, message: WebKit2.JavascriptResult) -> None:
        text = message.get_js_value().to_string()
        asked = read_message(text.removeprefix(self._secret)) if text.startswith(self._secret) else None
        if asked is not None and not self._held():
            self._do(asked)

    def _do(self, asked: Asked) -> None:
        view, window, press = self._view, self._window, self._press
        if asked.do == "close":
            view.close()
        elif asked.do == "minimize":
            view.minimize()
        elif asked.do == "maximize":
            view.maximize()
        elif asked.do == "restore":
            window.unmaximize()
        elif press is None:
            return
        elif asked.do == "menu":
            window.get_window().show_window_menu(press)
        else:
            button = press.button
            at = button.button, round(button.x_root), round(button.y_root), button.time
            if asked.do == "move":
                window.begin_move_drag(*at)
            else:
                window.begin_resize_drag(_EDGES[asked.edge], *at)
            self._let_go(press)

    def _let_go(self, press: Any) -> None:
        """Tell the page of the release, which the window manager has: without it WebKit tells of no next press."""
        release = press.copy()
        release.type = release.button.type = Gdk.EventType.BUTTON_RELEASE
        release.button.state = Gdk.ModifierType.BUTTON1_MASK
        self._press = None
        self._webview.event(release)

    def _sized(self, window: Gtk.Window, *_: Any) -> None:
        """Cut the corners out of the window, which no compositor blends with what is behind."""
        if (surface := window.get_window()) is None:
            return
        whole = bool(surface.get_state() & (Gdk.WindowState.FULLSCREEN | Gdk.WindowState.MAXIMIZED))
        size = (0, 0) if whole else (window.get_allocated_width(), window.get_allocated_height())
        if size != self._cut:
            width, height = self._cut = size
            surface.shape_combine_region(None if whole else _rounded(width, height, self._spec.radius), 0, 0)


def _button_order() -> str:
    """Return the order of the buttons of a title bar, as the desktop wants it."""
    return Gtk.Settings.get_default().get_property("gtk-decoration-layout") or BUTTONS


def _rounded(width: int, height: int, radius: int) -> cairo.Region:
    """Return a rectangle with round corners, line by line."""
    radius = min(radius, width // 2, height // 2)
    lines = []
    for y in range(radius):
        inset = radius - round(math.sqrt(radius**2 - (radius - y - 0.5) ** 2))
        lines += [cairo.RectangleInt(inset, at, width - 2 * inset, 1) for at in (y, height - 1 - y)]
    return cairo.Region([*lines, cairo.RectangleInt(0, radius, width, height - 2 * radius)])
