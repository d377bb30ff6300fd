"""The options of a view inside a window, and where it is put. Sans-IO."""

from __future__ import annotations

from msgspec import Struct

from oro_framework.host.backends.embedded.view import Box, Placement

__all__ = ("Bounds", "ViewOptions", "placement_of")

_FAR = 32767
"""The largest coordinate that X takes."""


class Bounds(Struct, frozen=True):
    """A rectangle in CSS pixels of a page's viewport."""

    x: float
    y: float
    width: float
    height: float

    def pixels(self, zoom: float) -> Box:
        """Return it in logical px, where the page is shown with a zoom."""
        left, top = round(self.x * zoom), round(self.y * zoom)
        right, bottom = round((self.x + self.width) * zoom), round((self.y + self.height) * zoom)
        left, top, right, bottom = (max(-_FAR, min(side, _FAR)) for side in (left, top, right, bottom))
        return Box(left, top, right - left, bottom - top)


class ViewOptions(Struct, frozen=True, kw_only=True):
    """The options of one view."""

    url: str
    bounds: Bounds
    clip: Bounds | None = None
    """The part of the page in which it is seen; all of it when None."""
    visible: bool = True
    profile: str = ""
    ephemeral: bool = False
    rights: frozenset[str] = frozenset()
    allow: tuple[str, ...] = ()
    scripts: bool = True
    port: bool = True
    """Pages of its own origin get a port to the app's page."""


def placement_of(bounds: Bounds, clip: Bounds | None, zoom: float, visible: bool) -> Placement:
    """Return where a view is in logical px."""
    whole = Box(0, 0, _FAR, _FAR)
    return Placement(bounds.pixels(zoom), whole if clip is None else clip.pixels(zoom).meeting(whole), visible)
