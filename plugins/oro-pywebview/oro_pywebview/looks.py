"""How a window is made, as `create_window` takes it, and the options and settings of the framework for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.values import Length

if TYPE_CHECKING:
    from oro_framework.host.windows.window_options import WindowOptions

__all__ = ("Looks",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The options of one window."""

    title: str
    width: int = 800
    height: int = 600
    x: int | None = None
    y: int | None = None
    resizable: bool = True
    fullscreen: bool = False
    min_size: tuple[int, int] = (200, 100)
    hidden: bool = False
    frameless: bool = False
    minimized: bool = False
    maximized: bool = False
    on_top: bool = False
    background_color: str = "#FFFFFF"
    transparent: bool = False

    def settings(self) -> dict[str, object]:
        """Return the settings for the window that an app begins with."""
        return {
            "meta_title": self.title,
            "window_width": self.width,
            "window_height": self.height,
            "window_min_width": self.min_size[0],
            "window_min_height": self.min_size[1],
            "window_resizable": self.resizable,
            "window_frameless": self.frameless,
            "window_fullscreen": self.fullscreen,
            "window_maximized": self.maximized,
            "window_minimized": self.minimized,
            "window_always_on_top": self.on_top,
            "window_transparent": self.transparent,
            "window_background_color_light": self.background_color,
            "window_background_color_dark": self.background_color,
        }

    def options(self, url: str, token: str, *, debug: bool) -> WindowOptions:
        """Return the options for a further window."""
        from oro_framework.host.windows.window_options import WindowOptions

        colour = Colour.parse(self.background_color)
        rest: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("title", "x", "y", "resizable", "fullscreen", "frameless", "minimized", "maximized")
        }
        return WindowOptions(
            url=url,
            token=token,
            width=Length(self.width),
            height=Length(self.height),
            min_width=Length(self.min_size[0]),
            min_height=Length(self.min_size[1]),
            headless=self.hidden,
            always_on_top=self.on_top,
            transparent=self.transparent,
            background_color_light=colour,
            background_color_dark=colour,
            debug=debug,
            **rest,
        )
