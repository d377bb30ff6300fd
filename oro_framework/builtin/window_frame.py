"""Routes about the position, size and visibility of windows; most answer with the state of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import trio

from oro_framework.builtin.window import target_of
from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.values import Length
from oro_framework.host.inner import inner
from oro_framework.host.windows.window_options import within
from oro_framework.service import route
from oro_framework.types import Call, Host, WindowStatus

__all__ = ("OutOfRange", "acted", "claims_of", "oro_routes")

SETTLING = 0.5
"""Seconds in which a desktop gives a window the size that was asked for, or will not."""
_VISIBLE = frozenset({"show", "maximize", "restore", "focus"})
_REACHED = {WindowStatus.SHOWING: WindowStatus.SHOWN, WindowStatus.HIDING: WindowStatus.HIDDEN}


class OutOfRange(InvalidArgument):
    """A number is out of its range."""

    type = "RangeError"


@route("window.show", permission="window")
async def show(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Show a window in front of others; does nothing in an app without visible windows."""
    return await acted(call, targetWindowIndex, "show", status=WindowStatus.SHOWING)


@route("window.hide", permission="window")
async def hide(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Hide a window."""
    return await acted(call, targetWindowIndex, "hide", status=WindowStatus.HIDING)


@route("window.maximize", permission="window")
async def maximize(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Maximize a window; does nothing in an app without visible windows."""
    return await acted(call, targetWindowIndex, "maximize")


@route("window.minimize", permission="window")
async def minimize(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Minimize a window."""
    return await acted(call, targetWindowIndex, "minimize")


@route("window.restore", permission="window")
async def restore(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Undo `window.maximize` and `window.minimize`; does nothing in an app without visible windows."""
    return await acted(call, targetWindowIndex, "restore")


@route("window.focus", permission="window")
async def focus(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Bring a window to the front with the keyboard focus; does nothing in an app without visible windows.

    Under Wayland the desktop decides; `focused` says what became of it.
    """
    return await acted(call, targetWindowIndex, "focus")


@route("window.blur", permission="window")
async def blur(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Take the keyboard focus from a window, and put the window behind others, which Wayland does not do."""
    return await acted(call, targetWindowIndex, "blur")


@route("window.setAlwaysOnTop", permission="window")
async def set_always_on_top(call: Call, targetWindowIndex: int, value: bool = True) -> dict[str, Any]:
    """Set whether a window is kept in front of those of other programs.

    Raises:
        Unsupported: it is to be, and the desktop does not let programs ask for that, as with Wayland.
    """
    if value and not claims_of(call).above:
        raise Unsupported("Cannot keep a window in front: Wayland lets no program ask for it, its desktop does it")
    return await acted(call, targetWindowIndex, "set_above", value, above=value)


@route("window.isAlwaysOnTop")
def is_always_on_top(call: Call, targetWindowIndex: int) -> bool:
    """Return whether a window is kept in front."""
    return target_of(call, targetWindowIndex).above


@route("window.setSize", permission="window")
async def set_size(call: Call, targetWindowIndex: int, width: int | str, height: int | str) -> dict[str, Any]:
    """Set a window's size, in px or as shares of the screen such as `50%`, and answer with the size it has then.

    Its limits hold, and so do those of the desktop.
    """
    target = target_of(call, targetWindowIndex)
    sizes = await _lengths(call, width=width, height=height)
    if not all(sizes):
        raise InvalidArgument(f'Cannot call "{call.route}": a window is at least 1 px wide and high')
    spec = target.spec
    wide, high = within(sizes[0], spec.min_width, spec.max_width), within(sizes[1], spec.min_height, spec.max_height)
    if target.status is not WindowStatus.SHOWN:
        return await acted(call, targetWindowIndex, "resize", wide, high, size=(wide, high))
    await target.perform("resize", wide, high)
    with trio.move_on_after(SETTLING):
        while target.size != (wide, high):
            await target.placed.wait()
    return target.describe()


@route("window.setPosition", permission="window")
async def set_position(call: Call, targetWindowIndex: int, x: int | str, y: int | str) -> dict[str, Any]:
    """Set a window's position, in px or as shares of the screen such as `50%`.

    Raises:
        Unsupported: the desktop does not let programs choose, as with Wayland.
    """
    if not claims_of(call).positions:
        raise Unsupported("Cannot set the position of a window: under Wayland the desktop chooses it")
    left, top = await _lengths(call, x=x, y=y)
    return await acted(call, targetWindowIndex, "move", left, top, position=(left, top))


@route("window.setBackgroundColor", permission="window")
async def set_background_color(
    call: Call, targetWindowIndex: int, red: int = 0, green: int = 0, blue: int = 0, alpha: float = 1.0
) -> dict[str, Any]:
    """Set the colour behind the page: red, green and blue from 0 to 255, alpha from 0 to 1."""
    try:
        colour = Colour(red, green, blue, alpha)
    except ValueError as error:
        raise OutOfRange(f'Cannot call "{call.route}": expected {error}') from None
    return await acted(call, targetWindowIndex, "set_background", colour, background=colour)


@route("window.getBackgroundColor")
def get_background_color(call: Call, targetWindowIndex: int) -> str:
    """Return the colour behind the page, as `rgba(…)`."""
    return str(target_of(call, targetWindowIndex).background)


@route("window.showInspector", permission="window")
async def show_inspector(call: Call, targetWindowIndex: int) -> dict[str, Any]:
    """Open the engine's developer tools."""
    return await acted(call, targetWindowIndex, "show_inspector")


def claims_of(call: Call) -> Capabilities:
    """Return what the app's windows can do in this session."""
    claims: Capabilities = inner(call.host).windows_manager.claims
    return claims


async def acted(
    call: Call, index: int, method: str, *args: Any, status: WindowStatus | None = None, **kept: Any
) -> dict[str, Any]:
    """Move a window to a status, call a method of its view, and return the window's JSON.

    Sizes and positions that the engine reports meanwhile may be old ones.
    """
    target = target_of(call, index)
    if method in _VISIBLE and inner(call.host).windows_manager.headless:
        return target.describe()
    if status is not None and target.status is not _REACHED[status]:
        target.move_to(status)
    await target.perform(method, *args)
    for name, value in kept.items():
        setattr(target, name, value)
    return target.describe()


async def _lengths(call: Call, **asked: int | str) -> list[int]:
    """Return px for lengths: shares are of the present screen, text may be negative px."""
    windows = inner(call.host).windows_manager
    await windows.look()
    found = []
    for (name, value), screen in zip(asked.items(), (windows.desktop.width, windows.desktop.height), strict=True):
        text = str(value).strip()
        try:
            length = Length.parse(text.removeprefix("-"))
        except ValueError as error:
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "{name}" must be {error}') from None
        if (text.startswith("-") and name in ("width", "height")) or (length.percent and length.amount > 100):
            raise InvalidArgument(f'Cannot call "{call.route}": parameter "{name}" must fit a screen, got "{text}"')
        pixels = min(length.pixels(screen), 32767)
        found.append(-pixels if text.startswith("-") else pixels)
    return found


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        show, hide, maximize, minimize, restore, set_size, set_position, set_background_color, get_background_color,
        show_inspector, focus, blur, set_always_on_top, is_always_on_top,
    ]  # fmt: skip
