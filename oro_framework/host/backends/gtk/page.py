"""Zoom, search, print and picture the page of one WebKitGTK view. GUI thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gi.repository import WebKit2

from oro_framework.host.backends.gtk.find_bar import FindBar
from oro_framework.host.backends.page import Area, Found, Page, Paper, Search, unasked

if TYPE_CHECKING:
    from gi.repository import Gio, Gtk

__all__ = ("GtkPage",)

MOST = 10_000
"""Matches that are counted."""
_UNSELECT = "getSelection()?.removeAllRanges()"
"""A search begins at what is selected; without that, at the beginning of the page."""


class GtkPage(Page):
    """See `Page`; `close` ends it.

    WebKit tells how many matches there are when a search begins, and not which of them it shows: this counts the steps
    from the first. Its own counting of matches would take their marks away.
    """

    def __init__(
        self,
        window: Gtk.Window,
        webview: WebKit2.WebView,
        told: Callable[[float], None],
        toggle_fullscreen: Callable[[], None],
    ) -> None:
        super().__init__(told, toggle_fullscreen)
        self._window = window
        self._webview = webview
        self._bar: FindBar | None = None
        self._found = Found()
        self._steps: deque[tuple[int, Callable[[Found], None]]] = deque()
        """For each answer that is to come: where to go from the match that is shown, 0 for the first."""
        self._finder = webview.get_find_controller()
        self._finding = (
            self._finder.connect("found-text", self._answered),
            self._finder.connect("failed-to-find-text", lambda finder: self._answered(finder, 0)),
        )
        self._zooming = webview.connect("notify::zoom-level", lambda *_: self.told(self.zoom))
        self._prints: set[WebKit2.PrintOperation] = set()
        """Those under way, which nothing else refers to."""

    def close(self) -> None:
        """Let go of the engine."""
        for handler in self._finding:
            self._finder.disconnect(handler)
        self._webview.disconnect(self._zooming)
        self._steps.clear()
        self._bar = self._finder = self._webview = self._window = None

    @property
    def zoom(self) -> float:
        return float(self._webview.get_zoom_level())

    def set_zoom(self, factor: float) -> None:
        self._webview.set_zoom_level(factor)

    # -- search ----------------------------------------------------------------------------------------

    def find(self, search: Search, backwards: bool, done: Callable[[Found], None]) -> None:
        options = WebKit2.FindOptions.WRAP_AROUND
        if not search.match_case:
            options |= WebKit2.FindOptions.CASE_INSENSITIVE
        if search == self.search:
            if backwards:
                self._finder.search_previous()
            else:
                self._finder.search_next()
            self._steps.append((-1 if backwards else 1, done))
        else:
            self.search = search
            self._webview.evaluate_javascript(_UNSELECT, -1, None, None, None, None)
            self._finder.search(search.text, options, MOST)
            self._steps.append((0, done))

    def _answered(self, _finder: WebKit2.FindController, count: int) -> None:
        step, done = self._steps.popleft() if self._steps else (0, unasked)
        count = self._found.matches if count and step else min(count, MOST)
        first = 1 if count else 0
        active = (self._found.active + step - 1) % count + 1 if count and step else first
        self._found = Found(count, active)
        if self._bar is not None:
            self._bar.tell(self._found)
        done(self._found)

    def end_search(self) -> None:
        self.search, self._found = None, Found()
        self._finder.search_finish()

    def stop_finding(self) -> None:
        self.end_search()
        if self._bar is not None and self._bar.shown:
            self._bar.hide()
            self._webview.grab_focus()

    def open_find_bar(self) -> None:
        if self._bar is None:
            self._bar = FindBar(self._window.get_child(), self.seek, self.stop_finding)
        self._bar.show()

    def drag_files(self, paths: Sequence[str], done: Callable[[str], None]) -> None:
        from oro_framework.host.backends.gtk.dragging import drag_files  # few pages do

        drag_files(self._webview, paths, done)

    # -- paper and pictures ----------------------------------------------------------------------------

    def pdf(self, path: Path, paper: Paper, done: Callable[[str | None], None]) -> None:
        from oro_framework.host.backends.gtk.printing import file_operation  # most apps print nothing

        def finished(error: str | None) -> None:
            settings.set_print_backgrounds(before)
            self._prints.discard(operation)
            done(error)

        settings = self._webview.get_settings()
        before = settings.get_print_backgrounds()
        settings.set_print_backgrounds(paper.background)
        operation = file_operation(self._webview, path, paper, finished)
        self._prints.add(operation)
        operation.print_()

    def print(self, done: Callable[[str | None], None]) -> None:
        from oro_framework.host.backends.gtk.printing import run_dialog

        run_dialog(self._webview, self._window, done)

    def capture(self, path: Path, area: Area | None, done: Callable[[str | None], None]) -> None:
        def finished(webview: WebKit2.WebView, result: Gio.AsyncResult) -> None:
            try:
                surface = webview.get_snapshot_finish(result)
                width = webview.get_allocated_width() or 1
                scale = surface.get_width() / width * webview.get_zoom_level()
                _cut(surface, area, scale).write_to_png(str(path))
            except Exception as failure:
                done(getattr(failure, "message", str(failure)))
            else:
                done(None)

        region, options = WebKit2.SnapshotRegion.VISIBLE, WebKit2.SnapshotOptions.NONE
        self._webview.get_snapshot(region, options, None, finished)


def _cut(surface: Any, area: Area | None, scale: float) -> Any:
    """Return a part of a picture, of which `scale` pixels make one of the page."""
    if area is None:
        return surface
    import cairo

    width, height = max(1, round(area.width * scale)), max(1, round(area.height * scale))
    part = cairo.ImageSurface(cairo.Format.ARGB32, width, height)
    context = cairo.Context(part)
    surface.set_device_scale(1, 1)
    context.set_source_surface(surface, -round(area.x * scale), -round(area.y * scale))
    context.paint()
    return part
