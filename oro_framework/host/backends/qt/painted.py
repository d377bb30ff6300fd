"""Look at the last frame that a page's process handed over. GUI thread."""

from __future__ import annotations

from qtpy.QtGui import QImage
from qtpy.QtWebEngineWidgets import QWebEngineView

from oro_framework.host.backends.pixels import uniform

__all__ = ("is_painted",)


def is_painted(webview: QWebEngineView) -> bool | None:
    """Return whether a view shows several colours; None where it is not shown."""
    if not webview.isVisible() or webview.width() < 2 or webview.height() < 2:
        return None
    picture = webview.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = picture.constBits()
    if hasattr(data, "setsize"):  # PyQt6's is a bare address
        data.setsize(picture.sizeInBytes())
    return not uniform(bytes(data), picture.width(), picture.bytesPerLine())
