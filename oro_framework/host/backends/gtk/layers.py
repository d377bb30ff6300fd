"""Put widgets over the page of a GTK window. GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gi.repository import Gtk

from oro_framework.host.backends.embedded.view import Box, Placement

if TYPE_CHECKING:
    from gi.repository import Gdk

__all__ = ("Layer", "Layers")

_AWAY = -20000
"""A place out of sight."""


class Layers:
    """The widgets over the page of one window.

    Args:
        overlay: holds the page.
    """

    def __init__(self, overlay: Gtk.Overlay) -> None:
        self._overlay = overlay
        self._layers: list[Layer] = []
        overlay.connect("get-child-position", self._position)

    def _position(self, overlay: Gtk.Overlay, frame: Gtk.Widget, allocation: Gdk.Rectangle) -> bool:
        """Tell GTK where the frame of a layer is in a page of the present size."""
        layer = next((each for each in self._layers if each.frame is frame), None)
        if layer is None:
            return False
        seen = layer.seen.meeting(Box(0, 0, overlay.get_allocated_width(), overlay.get_allocated_height()))
        hidden = not (seen.width and seen.height)
        allocation.x, allocation.y = (_AWAY, _AWAY) if hidden else (seen.x, seen.y)
        allocation.width, allocation.height = max(1, seen.width), max(1, seen.height)
        return True

    def add(self, widget: Gtk.Widget, placement: Placement) -> Layer:
        """Put a widget over the page, and over what is there already."""
        layer = Layer(widget, placement)
        self._layers.append(layer)
        self._overlay.add_overlay(layer.frame)
        return layer

    def lift(self, layer: Layer) -> None:
        """Put a widget over the others."""
        self._overlay.reorder_overlay(layer.frame, -1)

    def remove(self, layer: Layer) -> None:
        """Take a widget away."""
        self._layers.remove(layer)
        self._overlay.remove(layer.frame)


class Layer:
    """A widget over a page: as large as it is to be, in a frame that shows as much of it as is to be seen."""

    def __init__(self, widget: Gtk.Widget, placement: Placement) -> None:
        self._widget = widget
        self.placement = placement
        self.frame = Gtk.Layout()
        self.frame.put(widget, 0, 0)
        widget.show()
        self.place(placement)

    @property
    def seen(self) -> Box:
        """The part of it that is to be seen, in a page without end."""
        return self.placement.box.meeting(self.placement.seen)

    @property
    def is_cut(self) -> bool:
        """Whether a part of it is cut off."""
        whole = self.placement.box
        return (self.frame.get_allocated_width(), self.frame.get_allocated_height()) != (whole.width, whole.height)

    def place(self, placement: Placement) -> None:
        """Put it somewhere else.

        The sizes of widgets are only changed here: GTK forgets what is to be laid out where they change
        while it lays out.
        """
        self.placement = placement
        if not placement.shown:
            self.frame.hide()
            return
        box, seen = placement.box, self.seen
        self._widget.set_size_request(box.width, box.height)
        self.frame.move(self._widget, box.x - seen.x, box.y - seen.y)
        self.frame.show()
        self.frame.queue_resize()
