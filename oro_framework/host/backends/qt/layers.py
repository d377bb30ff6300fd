"""Put widgets over the page of a Qt window. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QEvent, QObject
from qtpy.QtWidgets import QWidget

from oro_framework.host.backends.embedded.view import Box, Placement

if TYPE_CHECKING:
    from webview.platforms.qt import BrowserView

__all__ = ("Layer", "Layers")

_MOVED = (QEvent.Type.Move, QEvent.Type.Resize)


class Layers(QObject):  # type: ignore[misc]
    """The widgets over the page of one window.

    Args:
        browser: the window, a QMainWindow.
        page: the widget of the page in it.
    """

    def __init__(self, browser: BrowserView, page: QWidget) -> None:
        super().__init__(browser)
        self.browser, self._page = browser, page
        self._layers: list[Layer] = []
        page.installEventFilter(self)

    @property
    def page(self) -> Box:
        """The page, from the corner of the window's content."""
        return Box(self._page.x(), self._page.y(), self._page.width(), self._page.height())

    def add(self, widget: QWidget, placement: Placement, close: Callable[[], None]) -> Layer:
        """Put a widget over the page, and over what is there already; `close` is called when the window closes."""
        layer = Layer(self, widget, placement, close)
        self._layers.append(layer)
        return layer

    def remove(self, layer: Layer) -> None:
        """Take a widget away."""
        self._layers.remove(layer)
        layer.frame.hide()
        layer.frame.deleteLater()

    def close(self) -> None:
        """Close all that lies over the page, whose window closes."""
        for layer in list(self._layers):
            layer.close()

    def eventFilter(self, _watched: QObject, event: Any) -> bool:
        """Follow the page; no event is filtered."""
        if event.type() in _MOVED:
            for layer in self._layers:
                layer.fit()
        return False


class Layer:
    """A widget over a page: as large as it is to be, in a frame that shows as much of it as is to be seen."""

    def __init__(self, layers: Layers, widget: QWidget, placement: Placement, close: Callable[[], None]) -> None:
        self._layers = layers
        self._widget = widget
        self.close = close
        self.placement = placement
        self.frame = QWidget(layers.browser)
        widget.setParent(self.frame)
        self.fit()
        self.frame.raise_()

    def place(self, placement: Placement) -> None:
        """Put it somewhere else."""
        self.placement = placement
        self.fit()

    def lift(self) -> None:
        """Put it over the others."""
        self.frame.raise_()

    def fit(self) -> None:
        """Show what is to be seen of it in a page of the present size."""
        page, box = self._layers.page, self.placement.box
        seen = box.meeting(self.placement.seen).meeting(Box(0, 0, page.width, page.height))
        if not self.placement.visible or not (seen.width and seen.height):
            self.frame.hide()
            return
        self.frame.setGeometry(page.x + seen.x, page.y + seen.y, seen.width, seen.height)
        self._widget.setGeometry(box.x - seen.x, box.y - seen.y, box.width, box.height)
        self._widget.show()
        self.frame.show()
