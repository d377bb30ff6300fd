"""Ask the person to choose one of several rows by GTK, without blocking the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gi.repository import Gtk, Pango

__all__ = ("open_chooser",)

FREE = 2
"""So many buttons, from the first, need no row."""


def open_chooser(
    title: str,
    text: str,
    rows: Sequence[str],
    buttons: Sequence[str],
    parent: Gtk.Window | None,
    done: Callable[[int | None, int | None], None],
) -> Any:
    """Show a dialog with a list above its buttons; `done` gets the numbers of a row and of a button.

    The first button has the keyboard, so that a key meant for something else gives nothing.
    """
    dialog = Gtk.MessageDialog(
        transient_for=parent, message_type=Gtk.MessageType.QUESTION, buttons=Gtk.ButtonsType.NONE, text=title
    )
    dialog.format_secondary_text(text)
    for number, label in enumerate(buttons):
        dialog.add_button(label, number)
    chosen = _list_of(rows)
    dialog.get_message_area().pack_start(_scrolled(chosen), True, True, 0)

    def selected(_list: Gtk.ListBox, row: Gtk.ListBoxRow | None) -> None:
        for number in range(FREE, len(buttons)):
            dialog.set_response_sensitive(number, row is not None)

    def answered(_dialog: Gtk.MessageDialog, response: int) -> None:
        row = chosen.get_selected_row()
        number = None if row is None else row.get_index()
        dialog.destroy()
        done(number, response if 0 <= response < len(buttons) else None)

    chosen.connect("row-selected", selected)
    chosen.connect("row-activated", lambda _list, _row: dialog.response(len(buttons) - 1))
    selected(chosen, None)
    dialog.connect("response", answered)
    dialog.show()
    dialog.get_widget_for_response(0).grab_focus()
    return dialog


def _list_of(rows: Sequence[str]) -> Gtk.ListBox:
    """Return a list in which a single click selects and a double click activates."""
    made = Gtk.ListBox(activate_on_single_click=False)
    for text in rows:
        label = Gtk.Label(label=text, xalign=0, margin=6, ellipsize=Pango.EllipsizeMode.MIDDLE)
        made.add(label)
    return made


def _scrolled(content: Gtk.Widget) -> Gtk.Widget:
    made = Gtk.ScrolledWindow(shadow_type=Gtk.ShadowType.IN, min_content_height=120, min_content_width=360)
    made.add(content)
    made.show_all()
    return made
