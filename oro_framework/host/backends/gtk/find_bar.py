"""The bar that searches a page, above it in its window. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gdk, Gtk

from oro_framework.host.backends.page import Found

__all__ = ("FindBar",)

_RETURN = (Gdk.KEY_Return, Gdk.KEY_KP_Enter)


class FindBar:
    """A field, the number of matches, and three buttons.

    Args:
        box: what the window shows, with the page at its end.
        seek: finds a text, forwards or backwards; an empty one ends the search.
        close: ends the search and hides the bar.
    """

    def __init__(self, box: Gtk.Box, seek: Callable[[str, bool], None], close: Callable[[], None]) -> None:
        self._seek = seek
        self._entry = Gtk.Entry(width_chars=28)
        self._count = Gtk.Label(width_chars=10)
        self._entry.connect("changed", lambda entry: self._changed(entry.get_text()))
        self._entry.connect("key-press-event", self._key)
        self.widget = Gtk.ActionBar()
        self.widget.pack_start(self._entry)
        self.widget.pack_start(self._count)
        for name, icon, press in (
            ("Previous", "go-up-symbolic", lambda: self._again(backwards=True)),
            ("Next", "go-down-symbolic", lambda: self._again(backwards=False)),
        ):
            self.widget.pack_start(_button(name, icon, press))
        self.widget.pack_end(_button("Close", "window-close-symbolic", close))
        box.pack_end(self.widget, False, False, 0)

    @property
    def shown(self) -> bool:
        """Whether the bar is visible."""
        return bool(self.widget.get_visible())

    def show(self) -> None:
        """Show the bar, with the keyboard in its field and what stood there selected."""
        self.widget.show_all()
        self._entry.grab_focus()
        self._changed(self._entry.get_text())

    def hide(self) -> None:
        """Hide the bar; what was searched for stays in it."""
        self.widget.hide()

    def tell(self, found: Found) -> None:
        """Show which match is the one that is seen."""
        self._count.set_text(f"{found.active} / {found.matches}" if self._entry.get_text() else "")
        failed = bool(self._entry.get_text()) and not found.matches
        style = self._entry.get_style_context()
        (style.add_class if failed else style.remove_class)("error")

    def _changed(self, text: str) -> None:
        if not text:
            self.tell(Found())
        self._seek(text, False)

    def _again(self, *, backwards: bool) -> None:
        self._seek(self._entry.get_text(), backwards)

    def _key(self, _entry: Gtk.Entry, event: Gdk.EventKey) -> bool:
        if event.keyval in _RETURN:
            self._again(backwards=bool(event.state & Gdk.ModifierType.SHIFT_MASK))
            return True
        return False


def _button(name: str, icon: str, press: Callable[[], None]) -> Gtk.Button:
    button = Gtk.Button.new_from_icon_name(icon, Gtk.IconSize.MENU)
    button.set_tooltip_text(name)
    button.set_relief(Gtk.ReliefStyle.NONE)
    button.set_focus_on_click(False)
    button.connect("clicked", lambda _button: press())
    return button
