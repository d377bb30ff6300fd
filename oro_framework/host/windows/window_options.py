"""The options of a window, stated once, and the view that is made from them. Sans-IO.

Sizes are pixels or shares of the screen; the settings give what an option leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Struct

from oro_framework import __version__
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration import settings as names
from oro_framework.host.configuration.colour import WHITE, Colour
from oro_framework.host.configuration.page_config import window_config
from oro_framework.host.configuration.values import Length
from oro_framework.host.sessions.profile_names import profile_name
from oro_framework.parameters import Reading, Url, Word
from oro_framework.types import Setting, Settings

__all__ = ("Desktop", "WindowOptions", "main_window", "within")

_OFFSETS = re.compile(r"(\d{1,4})x(\d{1,4})", re.ASCII)
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


def _offsets(value: str) -> tuple[int, int]:
    found = _OFFSETS.fullmatch(value)
    if found is None:
        raise ValueError('distances such as "10x10"')
    return int(found[1]), int(found[2])


Offsets = Annotated[tuple[int, int] | None, Reading(str, _offsets)]
Opacity = Annotated[float | None, Reading(float, names.opacity)]


class WindowOptions(Struct, frozen=True, kw_only=True, rename="camel"):
    """The options of one window, as `window.create` takes them; None leaves the choice to the settings.

    `margin` is kept and told; no engine here draws it. What the session cannot do is left out, and told: `position`,
    `always_on_top`, `skip_taskbar`, `opacity` and `transparent` of a window say what it has.
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
    titlebar_style: names.TitlebarStyle = ""
    window_control_offsets: Offsets = None
    """Distances of the buttons over the page from their side and from the top, in px."""
    fullscreen: bool = False
    kiosk: bool = False
    """It has a whole display, and only the app takes it away again."""
    maximized: bool = False
    minimized: bool = False
    display: Word = ""
    """The name of the display it opens on, as `oro:screen` tells it."""
    always_on_top: bool = False
    skip_taskbar: bool = False
    opacity: Opacity = None
    transparent: bool | None = None
    parent: int | None = None
    """The index of the window it stays in front of, and closes with."""
    modal: bool = False
    """Its parent has no input while it is open."""
    background_color_light: OptionalColour = None
    background_color_dark: OptionalColour = None
    radius: float | None = None
    """Of the corners, in a window without the desktop's frame."""
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
        style: str = self.titlebar_style or settings[names.WINDOW_TITLEBAR_STYLE]
        frameless = choice(self.frameless, names.WINDOW_FRAMELESS) or style in ("hidden", "hiddenInset")
        radius = settings[names.WINDOW_RADIUS] if self.radius is None else self.radius
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
            frameless=frameless,
            utility=choice(self.utility, names.WINDOW_UTILITY),
            fullscreen=self.fullscreen,
            kiosk=self.kiosk,
            maximized=self.maximized,
            minimized=self.minimized,
            display=self.display,
            above=self.always_on_top,
            skip_taskbar=self.skip_taskbar,
            opacity=1.0 if self.opacity is None else self.opacity,
            transparent=choice(self.transparent, names.WINDOW_TRANSPARENT),
            radius=max(0, round(radius)) if frameless else 0,
            controls=style == "hiddenInset",
            control_offsets=self.window_control_offsets or (0, 0),
            modal=self.modal,
            aspect_ratio=self.aspect_ratio,
            hidden=self.headless,
            background=self.background(settings, desktop).hex,
            user_agent_suffix=f"OroRuntime/{__version__}",
            inspector=self.debug,
            keys=settings[names.WEBVIEW_KEYS],
        )


def within(value: int, smallest: int, largest: int) -> int:
    """Return a size kept within its limits; a largest of 0 is none, and the smallest wins over the largest."""
    return max(smallest, min(value, largest) if largest else value)


def main_window(settings: Settings, url: str, *, debug: bool) -> WindowOptions:
    """Return the options of the window that an app begins with."""
    return WindowOptions(
        url=url,
        debug=debug,
        fullscreen=settings[names.WINDOW_FULLSCREEN],
        kiosk=settings[names.WINDOW_KIOSK],
        maximized=settings[names.WINDOW_MAXIMIZED],
        minimized=settings[names.WINDOW_MINIMIZED],
        display=settings[names.WINDOW_DISPLAY],
        always_on_top=settings[names.WINDOW_ALWAYS_ON_TOP],
        skip_taskbar=settings[names.WINDOW_SKIP_TASKBAR],
        opacity=settings[names.WINDOW_OPACITY],
    )
