"""Paint a WebKitGTK view of which a part is cut off. GUI thread.

WebKit (2.50) turns its picture upside down as it paints, but not the rectangle that is to be painted: of a view that is
cut off at the top, as much is missing at its end, and the other way round. So such a view paints all of itself into a
surface first, and that is copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gi

if TYPE_CHECKING:
    from gi.repository import WebKit2

__all__ = ("paint_cut_view",)


def paint_cut_view(webview: WebKit2.WebView, is_cut: Callable[[], bool]) -> None:
    """Have a view paint itself right while a part of it is cut off; without pycairo, nothing is changed."""
    try:
        gi.require_foreign("cairo")
    except ImportError:
        return
    painting = False

    def draw(webview: WebKit2.WebView, context: Any) -> bool:
        nonlocal painting
        if painting or not is_cut():
            return False
        import cairo

        size = webview.get_allocated_width(), webview.get_allocated_height()
        whole = context.get_target().create_similar(cairo.CONTENT_COLOR_ALPHA, *size)
        painting = True
        try:
            webview.draw(cairo.Context(whole))
        finally:
            painting = False
        context.set_source_surface(whole, 0, 0)
        context.paint()
        return True

    webview.connect("draw", draw)
