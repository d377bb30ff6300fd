"""Another program: a window that says when files are over it, takes those that are dropped, and prints them as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main(x: str, y: str) -> None:
    """Show the window until the process is ended."""
    window = Gtk.Window(title="Target")
    window.move(int(x), int(y))
    window.set_default_size(160, 160)
    box = Gtk.EventBox()
    box.drag_dest_set(Gtk.DestDefaults.ALL, [Gtk.TargetEntry.new("text/uri-list", 0, 0)], Gdk.DragAction.COPY)

    def take(_widget: Any, _context: Any, _x: int, _y: int, data: Any, _info: int, _time: int) -> None:
        print(json.dumps(data.get_uris()), flush=True)

    box.connect("drag-data-received", take)
    over: list[bool] = []

    def enter(*_: Any) -> bool:
        if not over:
            over.append(True)
            print("over", flush=True)
        return False

    box.connect("drag-motion", enter)
    box.connect("drag-leave", lambda *_: over.clear())
    window.add(box)
    window.connect("map-event", lambda *_: print("shown", flush=True))
    window.show_all()
    Gtk.main()


main(*sys.argv[1:])
