"""Look at the last frame that a page's process handed over. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gi

from oro_framework.host.backends.pixels import uniform

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("is_painted",)


def is_painted(webview: WebKit2.WebView) -> bool | None:
    """Return whether a view shows several colours; None where it is not shown, or pycairo is not installed.

    The widget draws into memory as it draws onto the screen, so what covers the window plays no part.
    """
    try:
        gi.require_foreign("cairo")
    except ImportError:
        return None
    import cairo

    width, height = webview.get_allocated_width(), webview.get_allocated_height()
    if not webview.get_mapped() or width < 2 or height < 2:
        return None
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
    webview.draw(cairo.Context(surface))
    surface.flush()
    return not uniform(bytes(surface.get_data()), width, surface.get_stride())
