"""Lay out and draw the page of a window that is on no screen. GUI thread.

WebKit gives a page frames and unthrottled timers while its view is mapped, and a view is mapped in a GtkOffscreenWindow
too. The window itself stays as it is, without content, until it is shown.
"""

from __future__ import annotations

from gi.repository import Gtk

__all__ = ("Offscreen",)


class Offscreen:
    """Holds the content of a window that is not shown.

    Args:
        window: a GtkWindow with its content.
        width: of the page's viewport, as the height.
    """

    def __init__(self, window: Gtk.Window, width: int, height: int) -> None:
        self._window = window
        self._content = window.get_child()
        self._holder = Gtk.OffscreenWindow()
        window.remove(self._content)
        self._holder.add(self._content)
        self.size = (width, height)
        self.resize(width, height)
        self._holder.show_all()

    def resize(self, width: int, height: int) -> None:
        """Give the page another viewport."""
        self.size = (width, height)
        self._holder.set_size_request(width, height)

    def end(self) -> None:
        """Put the content back into its window."""
        self._holder.remove(self._content)
        self._window.add(self._content)
        self._holder.destroy()
