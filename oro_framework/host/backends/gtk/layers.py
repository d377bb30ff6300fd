"""Put widgets over the page of a GTK window. GUI thread."""

from __future__ import annotations

from gi.repository import Gtk

from oro_framework.host.backends.embedded.view import Box, Placement

__all__ = ("Layer", "Layers")


class Layers:
    """What lies over the page of one window.

    Args:
        overlay: holds the page.
    """

    def __init__(self, overlay: Gtk.Overlay) -> None:
        self._overlay = overlay
        overlay.set_direction(Gtk.TextDirection.LTR)
        self._layers: list[Layer] = []
        overlay.connect("size-allocate", lambda *_: [layer.fit() for layer in self._layers])

    @property
    def page(self) -> Box:
        """The page, from its own corner."""
        return Box(0, 0, self._overlay.get_allocated_width(), self._overlay.get_allocated_height())

    def add(self, widget: Gtk.Widget, placement: Placement) -> Layer:
        """Put a widget over the page, and over what is there already."""
        layer = Layer(self, widget, placement)
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

    def __init__(self, layers: Layers, widget: Gtk.Widget, placement: Placement) -> None:
        self._layers = layers
        self._widget = widget
        self.placement = placement
        self.frame = Gtk.Layout(halign=Gtk.Align.START, valign=Gtk.Align.START)
        self.frame.put(widget, 0, 0)
        widget.show()
        self.fit()

    def place(self, placement: Placement) -> None:
        """Put it somewhere else."""
        self.placement = placement
        self.fit()

    def fit(self) -> None:
        """Show what is to be seen of it in a page of the present size."""
        box = self.placement.box
        seen = box.meeting(self.placement.seen).meeting(self._layers.page)
        if not self.placement.visible or not (seen.width and seen.height):
            self.frame.hide()
            return
        self._widget.set_size_request(box.width, box.height)
        self.frame.move(self._widget, box.x - seen.x, box.y - seen.y)
        self.frame.set_margin_start(seen.x)
        self.frame.set_margin_top(seen.y)
        self.frame.set_size_request(seen.width, seen.height)
        self.frame.show()
