"""Drag files from a page of WebKitGTK to other programs. GUI thread.

WebKit's own drags carry what a page gives it, which is never a file of the machine. So the page gives up its drag, and
this begins another one, which goes on with the button that is down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gi.repository import Gdk, Gtk

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("drag_files",)

_ACTIONS = {Gdk.DragAction.COPY: "copy", Gdk.DragAction.MOVE: "move", Gdk.DragAction.LINK: "link"}
_ICON = "text-x-generic"


def drag_files(webview: WebKit2.WebView, paths: Sequence[str], done: Callable[[str], None]) -> None:
    """Begin a drag; `done` gets what came of it, nothing where the button is no longer down."""
    pointer = Gdk.Display.get_default().get_default_seat().get_pointer()
    window = webview.get_window()
    _, x, y, held = window.get_device_position(pointer)
    if not held & Gdk.ModifierType.BUTTON1_MASK:
        done("")
        return
    _Drag(webview, [Path(path).as_uri() for path in paths], done).begin(x, y)


class _Drag:
    def __init__(self, webview: WebKit2.WebView, uris: Sequence[str], done: Callable[[str], None]) -> None:
        self._webview = webview
        self._uris = uris
        self._done = done
        self._context: Gdk.DragContext | None = None
        self._handlers: Sequence[int] = ()

    def begin(self, x: int, y: int) -> None:
        targets = Gtk.TargetList.new([])
        targets.add_uri_targets(0)
        actions = Gdk.DragAction.COPY | Gdk.DragAction.MOVE | Gdk.DragAction.LINK
        self._handlers = [
            self._webview.connect("drag-data-get", self._give),
            self._webview.connect("drag-end", self._ended),
        ]
        self._context = self._webview.drag_begin_with_coordinates(targets, actions, 1, None, x, y)
        Gtk.drag_set_icon_name(self._context, _ICON, 0, 0)

    def _give(
        self, _webview: Gtk.Widget, context: Gdk.DragContext, data: Gtk.SelectionData, _info: int, _time: int
    ) -> None:
        if context == self._context:
            data.set_uris(list(self._uris))

    def _ended(self, webview: Gtk.Widget, context: Gdk.DragContext) -> None:
        if context != self._context:
            return
        for handler in self._handlers:
            webview.disconnect(handler)
        _let_go(webview)
        self._done(_ACTIONS.get(context.get_selected_action(), ""))


def _let_go(webview: Gtk.Widget) -> None:
    """Tell the page that the button is up, which the drag had from the desktop in its place."""
    pointer = Gdk.Display.get_default().get_default_seat().get_pointer()
    window = webview.get_window()
    if window is None:
        return
    _, x, y, _ = window.get_device_position(pointer)
    event = Gdk.Event.new(Gdk.EventType.BUTTON_RELEASE)
    event.button.window, event.button.button = window, 1
    event.button.x, event.button.y = x, y
    event.button.state = Gdk.ModifierType.BUTTON1_MASK
    event.set_device(pointer)
    webview.event(event)
