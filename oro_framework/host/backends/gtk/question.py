"""Ask the person a question by GTK, without blocking the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gi.repository import Gtk

__all__ = ("open_question",)


def open_question(
    title: str, text: str, choices: Sequence[str], parent: Gtk.Window | None, done: Callable[[int | None], None]
) -> Any:
    """Show a dialog with one button per choice; `done` gets the number of one, None when it was closed."""
    dialog = Gtk.MessageDialog(
        transient_for=parent, message_type=Gtk.MessageType.QUESTION, buttons=Gtk.ButtonsType.NONE, text=title
    )
    dialog.format_secondary_text(text)
    for number, label in enumerate(choices):
        dialog.add_button(label, number)
    dialog.set_default_response(0)

    def answered(_dialog: Gtk.MessageDialog, response: int) -> None:
        dialog.destroy()
        done(response if 0 <= response < len(choices) else None)

    dialog.connect("response", answered)
    dialog.show()
    return dialog
