"""The options of a window, stated once, and the view that is made from them. Sans-IO.

Sizes are pixels or shares of the screen; the settings give what an option leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Struct

from oro_framework import __version__
from oro_framework.host.backends.base import ViewSpec
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.colour import WHITE, Colour
from oro_framework.host.configuration.page_config import window_config
from oro_framework.host.configuration.values import Length
from oro_framework.host.sessions.profile_names import profile_name
from oro_framework.parameters import Reading, Url, Word
from oro_framework.types import Setting, Settings

__all__ = ("Desktop", "WindowOptions", "within")

_ASPECT_RATIO = re.compile(r"\s*(\d{1,4})\s*:\s*(\d{1,4})\s*", re.ASCII)


class Desktop(Struct, frozen=True):
    """The screen windows are shown on, in logical px, and whether the person prefers dark colours."""

    width: int = 1024
    height: int = 768
    dark: bool = False


def _share(value: int | str) -> Length:
    length = Length.parse(value)
    if length.percent and length.amount > 100:
        raise ValueError('a number of pixels or a share such as "50%"')
    return length


def _aspect_ratio(value: str) -> tuple[int, int]:
    found = _ASPECT_RATIO.fullmatch(value)
    if found is None or not int(found[1]) or not int(found[2]):
        raise ValueError('width and height such as "16:9"')
    return int(found[1]), int(found[2])


Share = Annotated[Length | None, Reading(int | str, _share)]
OptionalColour = Annotated[Colour | None, Reading(str, Colour.parse)]


class WindowOptions(Struct, frozen=True, kw_only=True, rename="camel"):
    """The options of one window, as `window.create` takes them; None leaves the choice to the settings.

    `titlebar_style`, `window_control_offsets`, `radius` and `margin` are kept and told; no engine here draws them.
    """

    url: Url = ""
    title: Word | None = None
    width: Share = None
    height: Share = None
    min_width: Share = None
    min_height: Share = None
    max_width: Share = None
    max_height: Share = None
    x: int | None = None
    y: int | None = None
    resizable: bool | None = None
    maximizable: bool | None = None
    minimizable: bool | None = None
    closable: bool | None = None
    frameless: bool | None = None
    utility: bool | None = None
    headless: bool = False
    debug: bool = False
    aspect_ratio: Annotated[tuple[int, int] | None, Reading(str, _aspect_ratio)] = None
    titlebar_style: str = ""
    window_control_offsets: str = ""
    background_color_light: OptionalColour = None
    background_color_dark: OptionalColour = None
    radius: float = 0.0
    margin: float = 0.0
    token: str = ""
    should_exit_application_on_close: bool = False
    remember: bool | None = None
    """Open where the window of this index was when it was closed."""
    user_script: str = ""
    """Run in every document of the window before its own scripts."""
    profile: Annotated[str, Reading(str, profile_name)] = ""
    """The stores of the window; the app's own when empty."""
    ephemeral: bool = False
    """Its profile is kept in memory; without a name, the window has one to itself."""
    config: Annotated[Mapping[str, Any], Reading(str, window_config)] = {}
    """Keys of `__args.config` that differ in this window."""

    def background(self, settings: Settings, desktop: Desktop) -> Colour:
        """Return the colour behind the page, until it paints: that for dark desktops where there is one."""
        light = self.background_color_light or settings[names.WINDOW_BACKGROUND_COLOR_LIGHT]
        dark = self.background_color_dark or settings[names.WINDOW_BACKGROUND_COLOR_DARK]
        first, second = (dark, light) if desktop.dark else (light, dark)
        return first or second or WHITE

    def spec(self, settings: Settings, desktop: Desktop, fallback_title: str) -> ViewSpec:
        """Return what the view is made with; limits as large as the screen are none."""

        def size(asked: Length | None, setting: Setting[Length], screen: int) -> int:
            return min((settings[setting] if asked is None else asked).pixels(screen), 32767)

        def choice(asked: bool | None, setting: Setting[bool]) -> bool:
            return settings[setting] if asked is None else asked

        max_width = size(self.max_width, names.WINDOW_MAX_WIDTH, desktop.width)
        max_height = size(self.max_height, names.WINDOW_MAX_HEIGHT, desktop.height)
        max_width = 0 if max_width >= desktop.width else max_width
        max_height = 0 if max_height >= desktop.height else max_height
        min_width = size(self.min_width, names.WINDOW_MIN_WIDTH, desktop.width) or 1
        min_height = size(self.min_height, names.WINDOW_MIN_HEIGHT, desktop.height) or 1
        width = size(self.width, names.WINDOW_WIDTH, desktop.width)
        height = size(self.height, names.WINDOW_HEIGHT, desktop.height)
        return ViewSpec(
            url=self.url,
            title=fallback_title if self.title is None else self.title,
            width=within(width, min_width, max_width),
            height=within(height, min_height, max_height),
            x=self.x,
            y=self.y,
            min_width=min_width,
            min_height=min_height,
            max_width=max_width,
            max_height=max_height,
            resizable=choice(self.resizable, names.WINDOW_RESIZABLE),
            maximizable=choice(self.maximizable, names.WINDOW_MAXIMIZABLE),
            minimizable=choice(self.minimizable, names.WINDOW_MINIMIZABLE),
            closable=choice(self.closable, names.WINDOW_CLOSABLE),
            frameless=choice(self.frameless, names.WINDOW_FRAMELESS),
            utility=choice(self.utility, names.WINDOW_UTILITY),
            aspect_ratio=self.aspect_ratio,
            hidden=self.headless,
            background=self.background(settings, desktop).hex,
            user_agent_suffix=f"OroRuntime/{__version__}",
            inspector=self.debug,
        )


def within(value: int, smallest: int, largest: int) -> int:
    """Return a size kept within its limits; a largest of 0 is none, and the smallest wins over the largest."""
    return max(smallest, min(value, largest) if largest else value)
