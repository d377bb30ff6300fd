"""Read and write GTK's clipboard.

From Python `Gtk.Clipboard` takes one format, so the selection is owned here as GTK itself does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from gi.repository import Gdk, Gtk

__all__ = ("GtkClipboard",)

_TEXT = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT")
_TEXT_INFO, _BYTES_INFO = 0, 1


class GtkClipboard:
    """The selection CLIPBOARD of the default display. GUI thread."""

    def __init__(self) -> None:
        self._items: Mapping[str, bytes] = {}
        self._owner = Gtk.Invisible()
        self._owner.connect("selection-get", self._asked)

    def formats(self, done: Callable[[list[str]], None]) -> None:
        """Return the available targets, with those of text as `text/plain`."""

        def answered(_clipboard: Gtk.Clipboard, atoms: Any, *_: Any) -> None:
            names = [atom.name() for atom in atoms or ()]
            text = ["text/plain"] if set(names) & set(_TEXT) else []
            done([*text, *(name for name in names if "/" in name and not name.startswith("text/plain"))])

        _clipboard().request_targets(answered)

    def read(self, format: str, done: Callable[[bytes | None], None]) -> None:
        """Return the content of the selection in a format."""
        if format == "text/plain":
            _clipboard().request_text(lambda _, text, *__: done(None if text is None else text.encode()))
        else:
            _clipboard().request_contents(Gdk.Atom.intern(format, False), lambda _, data, *__: done(data.get_data()))

    def write(self, items: Mapping[str, bytes]) -> None:
        """Own the selection; without items, leave it without an owner."""
        self._items = dict(items)
        Gtk.selection_clear_targets(self._owner, Gdk.SELECTION_CLIPBOARD)
        if targets := [*_targets(items)]:
            # In one call: Wayland takes each for another clipboard, and empties the one before.
            Gtk.selection_add_targets(self._owner, Gdk.SELECTION_CLIPBOARD, targets)
        Gtk.selection_owner_set(self._owner, Gdk.SELECTION_CLIPBOARD, Gdk.CURRENT_TIME)
        if not items:
            Gtk.selection_owner_set(None, Gdk.SELECTION_CLIPBOARD, Gdk.CURRENT_TIME)

    def _asked(self, _owner: Any, data: Gtk.SelectionData, info: int, _time: int) -> None:
        if info == _TEXT_INFO:
            data.set_text(self._items["text/plain"].decode(), -1)
        else:
            data.set(data.get_target(), 8, self._items[data.get_target().name()])


def _targets(formats: Iterable[str]) -> Iterator[Gtk.TargetEntry]:
    for format in formats:
        is_text = format == "text/plain"
        for target in _TEXT if is_text else (format,):
            yield Gtk.TargetEntry.new(target, 0, _TEXT_INFO if is_text else _BYTES_INFO)


def _clipboard() -> Gtk.Clipboard:
    return Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
