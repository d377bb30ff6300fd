"""Show GTK's file dialog without blocking the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gi.repository import Gtk

from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.pywebview import filter_pattern

__all__ = ("open_dialog",)

_KINDS = {
    "open": (Gtk.FileChooserAction.OPEN, "Open", "_Open"),
    "save": (Gtk.FileChooserAction.SAVE, "Save", "_Save"),
    "folder": (Gtk.FileChooserAction.SELECT_FOLDER, "Choose a folder", "_Choose"),
}


def open_dialog(dialog: FileDialog, parent: Gtk.Window | None, done: Callable[[list[str]], None]) -> Any:
    """Show a dialog; `done` gets the chosen paths, none when it is cancelled or destroyed."""
    action, title, accept = _KINDS[dialog.kind]
    chooser = Gtk.FileChooserDialog(title=dialog.title or title, transient_for=parent, action=action)
    chooser.add_button("_Cancel", Gtk.ResponseType.CANCEL)
    chooser.add_button(accept, Gtk.ResponseType.OK)
    chooser.set_default_response(Gtk.ResponseType.OK)
    chooser.set_select_multiple(dialog.multiple and dialog.kind != "save")
    chooser.set_do_overwrite_confirmation(True)
    if dialog.directory:
        chooser.set_current_folder(dialog.directory)
    if dialog.name and dialog.kind == "save":
        chooser.set_current_name(dialog.name)
    if dialog.types:
        chooser.add_filter(_accepting(dialog.types))
    for text in dialog.filters:
        chooser.add_filter(_filter(text))

    def answered(_chooser: Gtk.FileChooserNative, response: int) -> None:
        paths = list(chooser.get_filenames()) if response == Gtk.ResponseType.OK else []
        chooser.destroy()
        done(paths)

    chooser.connect("response", answered)
    chooser.show()
    return chooser


def _accepting(types: Sequence[str]) -> Any:
    found = Gtk.FileFilter()
    found.set_name(", ".join(types))
    for each in types:
        if each.startswith("."):
            found.add_pattern(f"*{each}")
        else:
            found.add_mime_type(each)
    return found


def _filter(text: str) -> Any:
    name, patterns = filter_pattern(text)
    found = Gtk.FileFilter()
    found.set_name(name)
    for pattern in patterns:
        found.add_pattern(pattern)
    return found
