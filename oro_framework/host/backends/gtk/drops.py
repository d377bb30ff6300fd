"""Report drags over a page of WebKitGTK, with the paths of dropped files. GUI thread.

WebKit asks for the data as soon as a drag enters its view, so the paths are known before the drop. GTK reports a drop
first as a leave, so a leave counts only if no drop follows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from gi.repository import GLib

if TYPE_CHECKING:
    from gi.repository import Gdk, Gtk, WebKit2

__all__ = ("local_paths", "watch_drops")

Dragged = Callable[[str, int, int, Sequence[str]], None]


def watch_drops(webview: WebKit2.WebView, dragged: Dragged) -> None:
    """Report drags over a WebKitWebView, without changing how WebKit handles them."""
    watch = _Watch(dragged)
    webview.connect("drag-data-received", watch.received)
    webview.connect("drag-motion", watch.moved)
    webview.connect("drag-leave", watch.left)
    webview.connect("drag-drop", watch.dropped)


class _Watch:
    def __init__(self, dragged: Dragged) -> None:
        self._dragged = dragged
        self._inside = False
        self._leaving = 0
        self._place = (0, 0)
        self._files: list[str] = []

    def received(
        self,
        _webview: WebKit2.WebView,
        _context: Gdk.DragContext,
        _x: int,
        _y: int,
        data: Gtk.SelectionData,
        _info: int,
        _time: int,
    ) -> None:
        if uris := data.get_uris():
            self._files = local_paths(uris)

    def moved(self, _webview: WebKit2.WebView, _context: Gdk.DragContext, x: int, y: int, _time: int) -> bool:
        if not self._inside:
            self._inside = True
            self._dragged("enter", x, y, self._files)
        elif (x, y) != self._place:
            self._dragged("move", x, y, self._files)
        self._place = (x, y)
        return False

    def left(self, _webview: WebKit2.WebView, _context: Gdk.DragContext, _time: int) -> None:
        if self._inside:
            self._inside = False
            self._leaving = GLib.idle_add(self._has_left, priority=GLib.PRIORITY_DEFAULT)

    def _has_left(self) -> bool:
        self._leaving = 0
        self._dragged("leave", *self._place, self._files)
        return False

    def dropped(self, _webview: WebKit2.WebView, _context: Gdk.DragContext, x: int, y: int, _time: int) -> bool:
        if self._leaving:
            GLib.source_remove(self._leaving)
            self._leaving = 0
        self._inside = False
        self._dragged("drop", x, y, self._files)
        self._files = []
        return False


def local_paths(uris: Sequence[str]) -> list[str]:
    """Return the paths of the URIs that name local files."""
    parts = [urlsplit(uri) for uri in uris]
    return [unquote(part.path) for part in parts if part.scheme == "file" and part.netloc in ("", "localhost")]
