"""Another program: a window from which files are dragged. Its arguments are x, y and the paths."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main(x: str, y: str, *paths: str) -> None:
    """Show the window until the process is ended."""
    window = Gtk.Window(title="Files")
    window.move(int(x), int(y))
    window.set_default_size(120, 120)
    handle = Gtk.EventBox()
    handle.drag_source_set(
        Gdk.ModifierType.BUTTON1_MASK, [Gtk.TargetEntry.new("text/uri-list", 0, 0)], Gdk.DragAction.COPY
    )

    def give(_widget: Any, _context: Any, data: Any, _info: int, _time: int) -> None:
        data.set_uris([Path(path).as_uri() for path in paths])

    handle.connect("drag-data-get", give)
    handle.connect("drag-end", lambda *_: print("ended", flush=True))
    window.add(handle)
    window.connect("map-event", lambda *_: print("shown", flush=True))
    window.show_all()
    Gtk.main()


main(*sys.argv[1:])
