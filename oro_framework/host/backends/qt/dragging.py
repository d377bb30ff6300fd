"""Drag files from a page of QtWebEngine to other programs. GUI thread.

Chromium lets no page drag a file of the machine. So the page gives up its drag, and this begins another one, which goes
on with the button that is down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qtpy.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from qtpy.QtGui import QCursor, QDrag, QMouseEvent
from qtpy.QtWidgets import QApplication

__all__ = ("drag_files",)

_ACTIONS = {Qt.DropAction.CopyAction: "copy", Qt.DropAction.MoveAction: "move", Qt.DropAction.LinkAction: "link"}


def drag_files(webview: Any, paths: Sequence[str], done: Callable[[str], None]) -> None:
    """Drag until the button is up; `done` gets what came of it, nothing where the button is no longer down."""
    if webview is None or not QApplication.mouseButtons() & Qt.MouseButton.LeftButton:
        done("")
        return
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    drag = QDrag(webview)
    drag.setMimeData(data)
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction | Qt.DropAction.LinkAction
    action = drag.exec(actions, Qt.DropAction.CopyAction)
    _let_go(webview)
    done(_ACTIONS.get(action, ""))


def _let_go(webview: Any) -> None:
    """Tell the page that the button is up, which the drag had from the desktop in its place."""
    proxy = webview.focusProxy()
    if proxy is None:
        return
    everywhere = QPointF(QCursor.pos())
    there = QPointF(proxy.mapFromGlobal(QCursor.pos()))
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseButtonRelease, there, everywhere, left, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(proxy, event)
