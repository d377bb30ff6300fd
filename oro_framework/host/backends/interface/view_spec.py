"""The options of a new window."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from oro_framework.host.backends.engine_store import Profile
from oro_framework.host.backends.interface.display import Display
from oro_framework.host.backends.interface.view import View

__all__ = ("ViewSpec", "centred")


class ViewSpec(Struct, frozen=True, kw_only=True):
    """The options of a new window; sizes and positions in logical px."""

    url: str
    title: str = ""
    width: int = 1024
    height: int = 768
    x: int | None = None
    y: int | None = None
    min_width: int = 1
    min_height: int = 1
    max_width: int = 0
    """0 is no limit, as for the height."""
    max_height: int = 0
    resizable: bool = True
    maximizable: bool = True
    minimizable: bool = True
    closable: bool = True
    frameless: bool = False
    utility: bool = False
    fullscreen: bool = False
    kiosk: bool = False
    """It has a whole display, and only the app takes it away again."""
    maximized: bool = False
    minimized: bool = False
    display: str = ""
    """The name of the display it opens on; empty leaves the choice to the desktop."""
    above: bool = False
    skip_taskbar: bool = False
    opacity: float = 1.0
    transparent: bool = False
    """The window is seen through where its page paints nothing."""
    radius: int = 0
    """Of the corners, in a window without the desktop's frame."""
    controls: bool = False
    """Buttons that minimize, maximize and close it lie over its page."""
    control_offsets: tuple[int, int] = (0, 0)
    """Their distances from the side they are at and from the top, in px."""
    parent: View | None = None
    """The one it stays in front of."""
    modal: bool = False
    """Its parent has no input while it is open."""
    aspect_ratio: tuple[int, int] | None = None
    """The ratio of width to height kept while the person resizes the window, where the toolkit can."""
    hidden: bool = False
    offscreen: bool = False
    """Its page has a viewport, frames and unthrottled timers while it is hidden, where the engine can."""
    background: str = "#ffffff"
    preload: str = ""
    """One classic script, run at document start in every frame."""
    user_agent_suffix: str = ""
    inspector: bool = False
    zoom: float = 1.0
    """How large the page is at first; 1 is the size it was made for."""
    keys: bool = True
    """Keys and the wheel zoom the page, search it, print it and give it the whole screen, unless it takes them."""
    profile: Profile | None = None
    """The stores of the view; the app's own when None."""
    trusted: bool = True
    """False makes a view with none of our schemes, for foreign origins; docs/explanation/engines.md#foreign-origins."""

    @property
    def grips(self) -> bool:
        """True if parts of its page move, resize or close the window in place of the desktop's frame."""
        return self.trusted and (self.frameless or self.radius > 0 or self.controls)


def centred(spec: ViewSpec, displays: Sequence[Display]) -> ViewSpec:
    """Return a spec in the middle of the work area of its display, if that is there."""
    for display in displays:
        if display.name == spec.display:
            x, y, width, height = display.work_area
            return replace(spec, x=x + max(0, (width - spec.width) // 2), y=y + max(0, (height - spec.height) // 2))
    return spec
