"""A display of the desktop."""

from __future__ import annotations

from msgspec import Struct

__all__ = ("Display",)


class Display(Struct, frozen=True, kw_only=True, rename="camel"):
    """A display, in the logical pixels of the desktop."""

    name: str
    """The name of its connector, such as `DP-1`."""
    x: int
    y: int
    width: int
    height: int
    work_area: tuple[int, int, int, int]
    """x, y, width and height of what panels leave free; under Wayland, which does not tell, the whole display."""
    scale: float = 1.0
    """Pixels of the display for each logical one."""
    refresh_rate: float = 0.0
    """Frames in a second; 0 where it is not known."""
    rotation: int = 0
    """Degrees clockwise by which the picture is turned: 0, 90, 180 or 270."""
    primary: bool = False
