"""Another program, which prints the text of the clipboard when its window has the keyboard, and ends."""

from __future__ import annotations

from typing import Any

import gi

gi.require_version("Gtk", "3.0")

from gi.repository import Gdk, Gtk  # noqa: E402 - a version is chosen first


def pasted(_clipboard: Gtk.Clipboard, text: str | None, *_: Any) -> None:
    """Print it and end."""
    print(text, flush=True)
    Gtk.main_quit()


def focused(*_: Any) -> None:
    """Ask for the text."""
    Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).request_text(pasted)


window = Gtk.Window(title="paste")
window.connect("focus-in-event", focused)
window.show_all()
Gtk.main()
