"""Have parts of a page move, resize and close its window of Qt, and cut the corners of the window. GUI thread."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import QRect, Qt
from qtpy.QtGui import QPainterPath, QRegion

from oro_framework.host.backends.grips.script import Asked

__all__ = ("cut_corners", "do")

_EDGES = {
    "n": Qt.Edge.TopEdge,
    "e": Qt.Edge.RightEdge,
    "s": Qt.Edge.BottomEdge,
    "w": Qt.Edge.LeftEdge,
}


def do(browser: Any, asked: Asked) -> None:
    """Do what the page asks of its window; Qt goes on from the press it had last.

    Args:
        browser: pywebview's browser, a top-level widget.
        asked: what to do.
    """
    window = browser.windowHandle()
    if asked.do == "close":
        browser.close()
    elif asked.do == "minimize":
        browser.setWindowState(browser.windowState() | Qt.WindowState.WindowMinimized)
    elif asked.do == "maximize":
        browser.setWindowState(browser.windowState() | Qt.WindowState.WindowMaximized)
    elif asked.do == "restore":
        browser.setWindowState(browser.windowState() & ~Qt.WindowState.WindowMaximized)
    elif window is not None and asked.do == "move":
        window.startSystemMove()
    elif window is not None and asked.do == "resize":
        first, *more = (_EDGES[point] for point in asked.edge)
        window.startSystemResize(first | more[0] if more else first)


def cut_corners(browser: Any, radius: int) -> None:
    """Cut the corners out of a window that no compositor blends with what is behind it."""
    if browser.isFullScreen() or browser.isMaximized():
        browser.clearMask()
        return
    path = QPainterPath()
    path.addRoundedRect(QRect(0, 0, browser.width(), browser.height()).toRectF(), radius, radius)
    browser.setMask(QRegion(path.toFillPolygon().toPolygon()))
