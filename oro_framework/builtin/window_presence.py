"""Routes about how much of the desktop a window takes: full screen, kiosk, opacity, the list of windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

import trio

from oro_framework.builtin.window import target_of
from oro_framework.builtin.window_frame import SETTLING, OutOfRange, acted, claims_of
from oro_framework.errors import Unsupported, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import route
from oro_framework.types import Call, Host, PageEvent

__all__ = ("oro_page_events", "oro_routes")


class StateDetail(TypedDict):
    """The state in which the desktop has a window, as pages receive it."""

    index: int
    fullscreen: bool
    maximized: bool
    minimized: bool


class WindowDisplayDetail(TypedDict):
    """The display that a window came to, as pages receive it."""

    index: int
    display: str


@route("window.setFullScreen", permission="window")
async def set_full_screen(call: Call, targetWindowIndex: int, value: bool = True) -> dict[str, Any]:
    """Give a window a whole display, or take it away; does nothing in an app without visible windows.

    Raises:
        Unsupported: the backend has no desktop.
        UsageError: it is to be taken from a kiosk.
    """
    if not value and target_of(call, targetWindowIndex).kiosk:
        raise UsageError("Cannot leave full screen: the window is a kiosk; setKiosk(false) ends that")
    return await _filled(call, targetWindowIndex, "set_fullscreen", value)


@route("window.isFullScreen")
def is_full_screen(call: Call, targetWindowIndex: int) -> bool:
    """Return whether a window has a whole display."""
    return target_of(call, targetWindowIndex).state.fullscreen


@route("window.setKiosk", permission="window")
async def set_kiosk(call: Call, targetWindowIndex: int, value: bool = True) -> dict[str, Any]:
    """Keep a person in a window, which has a whole display then, or no longer.

    Raises:
        Unsupported: the backend has no desktop.
    """
    return await _filled(call, targetWindowIndex, "set_kiosk", value, kiosk=value)


@route("window.isKiosk")
def is_kiosk(call: Call, targetWindowIndex: int) -> bool:
    """Return whether a person is kept in a window."""
    return target_of(call, targetWindowIndex).kiosk


@route("window.setOpacity", permission="window")
async def set_opacity(call: Call, targetWindowIndex: int, value: float) -> dict[str, Any]:
    """Set the opacity of a whole window, from 0 to 1.

    Raises:
        Unsupported: the session blends no windows, or leaves it to the desktop, as Wayland does.
    """
    if not 0 <= value <= 1:
        raise OutOfRange(f'Cannot call "{call.route}": an opacity is a number from 0 to 1, got {value}')
    if not claims_of(call).opacity:
        raise Unsupported(
            "Cannot set the opacity of a window: Wayland lets no program ask for it, X does so with a compositor only"
        )
    return await acted(call, targetWindowIndex, "set_opacity", value, opacity=value)


@route("window.getOpacity")
def get_opacity(call: Call, targetWindowIndex: int) -> float:
    """Return the opacity of a whole window."""
    return target_of(call, targetWindowIndex).opacity


@route("window.setSkipTaskbar", permission="window")
async def set_skip_taskbar(call: Call, targetWindowIndex: int, value: bool = True) -> dict[str, Any]:
    """Leave a window out of the desktop's list of windows, or no longer.

    Raises:
        Unsupported: the desktop does not let programs choose, as with Wayland.
    """
    if value and not claims_of(call).taskbar:
        raise Unsupported("Cannot leave a window out of the list of windows: under Wayland the desktop makes the list")
    return await acted(call, targetWindowIndex, "set_skip_taskbar", value, skips_taskbar=value)


async def _filled(call: Call, index: int, method: str, value: bool, **kept: Any) -> dict[str, Any]:
    """Call a method that gives or takes a whole display, and wait a little until the desktop has done so."""
    target = target_of(call, index)
    if not claims_of(call).fullscreen:
        raise Unsupported(f'Cannot call "{call.route}": this backend has no desktop')
    if inner(call.host).windows_manager.headless:
        return target.describe()
    await acted(call, index, method, value, **kept)
    with trio.move_on_after(SETTLING):
        while target.state.fullscreen is not value:
            await target.restated.wait()
    return target.describe()


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        set_full_screen, is_full_screen, set_kiosk, is_kiosk, set_opacity, get_opacity, set_skip_taskbar,
    ]  # fmt: skip


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the events of windows that the desktop changes."""
    return [
        PageEvent(
            name="windowstatechange",
            detail=StateDetail,
            summary="A window became full screen, maximized or minimized, or no longer is; its own page hears it too.",
        ),
        PageEvent(
            name="windowdisplaychange",
            detail=WindowDisplayDetail,
            summary="A window came to another display; its own page hears it too.",
        ),
    ]
