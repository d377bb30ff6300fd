"""Report drags over a page of QtWebEngine, with the paths of dropped files. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qtpy.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from qtpy.QtWebEngineWidgets import QWebEngineView

__all__ = ("Drops",)


class Drops(QObject):  # type: ignore[misc]
    """Reports drags over a view, without changing how its page handles them."""

    def __init__(self, webview: QWebEngineView, dragged: Callable[[str, int, int, Sequence[str]], None]) -> None:
        super().__init__(webview)
        self._dragged = dragged
        self._place = (0, 0)
        self._files: list[str] = []
        webview.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: Any) -> bool:
        """Report drags; no event is filtered."""
        kind = event.type()
        if kind == QEvent.Type.DragEnter:
            self._files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
            self._tell("enter", event)
        elif kind == QEvent.Type.DragMove:
            if _place(event) != self._place:
                self._tell("move", event)
        elif kind == QEvent.Type.DragLeave:
            self._dragged("leave", *self._place, self._files)
        elif kind == QEvent.Type.Drop:
            self._tell("drop", event)
        return False

    def _tell(self, what: str, event: Any) -> None:
        self._place = _place(event)
        self._dragged(what, *self._place, self._files)


def _place(event: Any) -> tuple[int, int]:
    point = event.position().toPoint()
    return point.x(), point.y()
