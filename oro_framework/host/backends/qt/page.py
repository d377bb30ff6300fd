"""Zoom, search, print and picture the page of one QtWebEngine view. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QMarginsF, QRect, QSizeF, QTimer
from qtpy.QtGui import QPageLayout, QPageRanges, QPageSize
from qtpy.QtWebEngineCore import QWebEnginePage, QWebEngineSettings

from oro_framework.host.backends.page import Area, Found, Page, Paper, Search

if TYPE_CHECKING:
    from oro_framework.host.backends.qt.find_bar import FindBar

__all__ = ("QtPage",)


class QtPage(Page):
    """See `Page`; `close` ends it.

    Args:
        browser: the window, a QMainWindow.
        webview: the view in it.
        guard: wraps a slot.
        told: gets the zoom factor whenever it has changed.
        toggle_fullscreen: gives the window a whole display, or takes it away.
        prints: the page itself may open the dialog that prints.
    """

    def __init__(
        self,
        browser: Any,
        webview: Any,
        guard: Callable[[Callable[..., object]], Callable[..., None]],
        told: Callable[[float], None],
        toggle_fullscreen: Callable[[], None],
        *,
        prints: bool = True,
    ) -> None:
        super().__init__(told, toggle_fullscreen)
        self._browser, self._webview, self._guard = browser, webview, guard
        self._page: Any = webview.page()
        self._bar: FindBar | None = None
        self._writing: dict[str, Callable[[str | None], None]] = {}
        """For each PDF under way, by its path, the function that is told of its end."""
        self._dialog: Any = None
        self._zoom = 1.0
        self._page.pdfPrintingFinished.connect(guard(self._written))
        if prints:
            self._page.printRequested.connect(guard(lambda: self.print(lambda _error: None)))
        if hasattr(self._page, "zoomFactorChanged"):
            self._page.zoomFactorChanged.connect(guard(self._zoomed))

    def close(self) -> None:
        """Let go of the engine."""
        self._browser = self._webview = self._page = self._bar = self._dialog = None
        self._writing.clear()

    @property
    def zoom(self) -> float:
        return self._zoom

    def begin(self, zoom: float) -> None:
        """Show the first document with a zoom that is known already."""
        self._zoom = zoom
        self._page.setZoomFactor(zoom)

    def set_zoom(self, factor: float) -> None:
        self._page.setZoomFactor(factor)
        self._zoomed(factor)

    def loaded(self) -> None:
        """Give a new document the zoom of the one before: Chromium keeps one for each site."""
        if abs(self._page.zoomFactor() - self._zoom) > 0.001:
            self._page.setZoomFactor(self._zoom)

    def _zoomed(self, factor: float) -> None:
        if self._page is not None and abs(factor - self._zoom) > 0.001:
            self._zoom = round(factor, 4)
            self.told(self._zoom)

    # -- search ----------------------------------------------------------------------------------------

    def find(self, search: Search, backwards: bool, done: Callable[[Found], None]) -> None:
        def told(result: Any) -> None:
            found = Found(result.numberOfMatches(), result.activeMatch())
            if self._bar is not None:
                self._bar.tell(found)
            done(found)

        flags = QWebEnginePage.FindFlag(0)
        if backwards:
            flags |= QWebEnginePage.FindFlag.FindBackward
        if search.match_case:
            flags |= QWebEnginePage.FindFlag.FindCaseSensitively
        if search != self.search:
            self._page.findText("")
        self.search = search
        self._page.findText(search.text, flags, self._guard(told))

    def end_search(self) -> None:
        self.search = None
        self._page.findText("")

    def stop_finding(self) -> None:
        self.end_search()
        if self._bar is not None and self._bar.shown:
            self._bar.hide()
            self._webview.setFocus()

    def drag_files(self, paths: Sequence[str], done: Callable[[str], None]) -> None:
        from oro_framework.host.backends.qt.dragging import drag_files  # few pages do

        QTimer.singleShot(0, self._guard(lambda: drag_files(self._webview, paths, done)))  # it ends with the drag

    def open_find_bar(self) -> None:
        from oro_framework.host.backends.qt.find_bar import FindBar  # few windows are searched

        if self._bar is None:
            self._bar = FindBar(self._browser, self._guard, self.seek, self.stop_finding)
        self._bar.show()

    # -- paper and pictures ----------------------------------------------------------------------------

    def pdf(self, path: Path, paper: Paper, done: Callable[[str | None], None]) -> None:
        settings, attribute = self._page.settings(), QWebEngineSettings.WebAttribute.PrintElementBackgrounds
        before = settings.testAttribute(attribute)

        def finished(error: str | None) -> None:
            settings.setAttribute(attribute, before)
            done(error)

        def write() -> None:
            if self._page is not None:
                self._page.printToPdf(str(path), _layout(paper), _ranges(paper))

        self._writing[str(path)] = finished
        if before == paper.background:
            write()
        else:
            settings.setAttribute(attribute, paper.background)
            QTimer.singleShot(1, self._guard(write))  # Qt hands settings on by a timer of 0 ms

    def _written(self, path: str, success: bool) -> None:
        done = self._writing.pop(path, None)
        if done is not None:
            done(None if success else "the engine wrote none; the page may have fewer pages, or margins leave no room")

    def print(self, done: Callable[[str | None], None]) -> None:
        from oro_framework.host.backends.qt.printing import open_dialog

        if self._dialog is not None:
            self._dialog.raise_()
            done(None)
            return

        def closed(error: str | None) -> None:
            self._dialog = None
            done(error)

        self._dialog = open_dialog(self._browser, self._webview, self._guard, closed)

    def capture(self, path: Path, area: Area | None, done: Callable[[str | None], None]) -> None:
        part = QRect(0, 0, -1, -1)
        if area is not None:
            zoom = self._page.zoomFactor()
            part = QRect(*(round(each * zoom) for each in (area.x, area.y, area.width, area.height)))
        done(None if self._webview.grab(part).save(str(path), "PNG") else f'Cannot write "{path}"')


def _layout(paper: Paper) -> QPageLayout:
    sides, unit = QSizeF(paper.width, paper.height), QPageSize.Unit.Millimeter
    size = QPageSize(sides, unit, "", QPageSize.SizeMatchPolicy.ExactMatch)
    top, right, bottom, left = paper.margins
    margins = QMarginsF(left, top, right, bottom)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)


def _ranges(paper: Paper) -> QPageRanges:
    found = QPageRanges()
    for first, last in paper.pages:
        found.addRange(first, last)
    return found
