"""Look at the last frame that a page's process handed over. GUI thread."""

from __future__ import annotations

import cairo
from gi.repository import WebKit2

from oro_framework.host.backends.pixels import uniform

__all__ = ("is_painted",)


def is_painted(webview: WebKit2.WebView) -> bool | None:
    """Return whether a view shows several colours; None where it is not shown.

    The widget draws into memory as it draws onto the screen, so what covers the window plays no part.
    """
    width, height = webview.get_allocated_width(), webview.get_allocated_height()
    if not webview.get_mapped() or width < 2 or height < 2:
        return None
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
    webview.draw(cairo.Context(surface))
    surface.flush()
    return not uniform(bytes(surface.get_data()), width, surface.get_stride())
