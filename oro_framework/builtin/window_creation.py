"""`window.create`: opens another window of the app."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from oro_framework.errors import ConfigError, Denied, InvalidArgument, Unsupported, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.configuration.colour import Colour
from oro_framework.host.configuration.page_config import coerce
from oro_framework.host.configuration.toml import parse
from oro_framework.host.configuration.values import Length, is_secret
from oro_framework.host.inner import inner, window_of
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_options import WindowOptions
from oro_framework.parameters import Url, Word, from_json
from oro_framework.service import route
from oro_framework.types import Call, Host

__all__ = ("oro_routes",)

_OVERRIDES = "Object.defineProperty(globalThis, '__RUNTIME_PRIMORDIAL_OVERRIDES__', {{ value: {json} }})"
_OWN_ONLY = "if (globalThis.isOroRuntime) {{ {script}\n}}"
"""Part of the preload that keeps frames of other origins from running the app's scripts."""
_ASPECT = re.compile(r"\s*(\d{1,4})\s*:\s*(\d{1,4})\s*", re.ASCII)


@route("window.create", permission="window")
async def create(
    call: Call,
    targetWindowIndex: int = -1,
    url: Url = "",
    title: Word | None = None,
    width: int | str | None = None,
    height: int | str | None = None,
    minWidth: int | str | None = None,
    minHeight: int | str | None = None,
    maxWidth: int | str | None = None,
    maxHeight: int | str | None = None,
    x: int | None = None,
    y: int | None = None,
    resizable: bool | None = None,
    maximizable: bool | None = None,
    minimizable: bool | None = None,
    closable: bool | None = None,
    frameless: bool | None = None,
    utility: bool | None = None,
    headless: bool = False,
    reserved: bool = False,
    debug: bool = False,
    aspectRatio: str = "",
    titlebarStyle: str = "",
    windowControlOffsets: str = "",
    backgroundColorLight: str = "",
    backgroundColorDark: str = "",
    radius: float = 0.0,
    margin: float = 0.0,
    config: str = "",
    userScript: str = "",
    resourcesDirectory: str = "",
    shouldExitApplicationOnClose: bool = False,
    remember: bool | None = None,
    unique: bool = False,
    token: str = "",
    __runtime_primordial_overrides__: str = "",
) -> dict[str, Any]:
    """Open a window, or return an open one where `unique` asks for it; -1 takes a free index.

    `titlebarStyle`, `windowControlOffsets`, `radius` and `margin` are kept and reported; no engine here draws them.
    """
    host = inner(call.host)
    page = url if urlsplit(url).scheme else f"{host.origin}/{url.lstrip('/')}"
    if unique and (there := _same(host.windows, page, token)) is not None:
        return there.describe()
    if not host.may_show(window_of(call), page):
        raise Denied(f'Navigation to URL is not allowed: "{page[:200]}"')
    if resourcesDirectory and resourcesDirectory != str(host.root):
        raise Unsupported("Cannot create a window with resources of its own: the app has one folder of them")
    options = WindowOptions(
        url=page,
        title=title,
        width=_length(call, "width", width),
        height=_length(call, "height", height),
        min_width=_length(call, "minWidth", minWidth),
        min_height=_length(call, "minHeight", minHeight),
        max_width=_length(call, "maxWidth", maxWidth),
        max_height=_length(call, "maxHeight", maxHeight),
        x=x,
        y=y,
        resizable=resizable,
        maximizable=maximizable,
        minimizable=minimizable,
        closable=closable,
        frameless=frameless,
        utility=utility,
        headless=headless,
        debug=debug or bool(host.debug),
        aspect_ratio=_ratio(call, aspectRatio),
        titlebar_style=titlebarStyle,
        control_offsets=windowControlOffsets,
        background_light=_colour(call, "backgroundColorLight", backgroundColorLight),
        background_dark=_colour(call, "backgroundColorDark", backgroundColorDark),
        radius=radius,
        margin=margin,
        token=token,
        exit_on_close=shouldExitApplicationOnClose,
        remember=remember,
        script=_script(call, userScript, __runtime_primordial_overrides__),
        config=_config(call, config),
    )
    await host.windows_manager.look()
    index = None if targetWindowIndex == -1 else targetWindowIndex
    foreign = urlsplit(page).scheme in ("http", "https")
    made: ManagedWindow = host.windows_manager.open(options, index, reserved=reserved, trusted=not foreign)
    await made.made.wait()
    if made.closed.is_set():
        raise UsageError("Failed to create window: the engine could not make it; the log says why")
    return made.describe()


def _same(windows: Sequence[ManagedWindow], page: str, token: str) -> ManagedWindow | None:
    """Return the open window with a token; without a token, the one with the same origin and path."""

    def place(url: str) -> tuple[str, str, str]:
        return urlsplit(url)[:3]

    for window in windows:
        if (window.options.token == token) if token else place(window.url) == place(page):
            return window
    return None


def _length(call: Call, name: str, value: int | str | None) -> Length | None:
    try:
        length = None if value is None or value == "" else Length.parse(value)
        if length is not None and length.percent and length.amount > 100:
            raise ValueError('a number of pixels or a share such as "50%"')
    except ValueError as error:
        raise _wrong(call, name, error, value) from None
    return length


def _colour(call: Call, name: str, value: str) -> Colour | None:
    try:
        return Colour.parse(value) if value else None
    except ValueError as error:
        raise _wrong(call, name, error, value) from None


def _ratio(call: Call, value: str) -> tuple[int, int] | None:
    if not value:
        return None
    found = _ASPECT.fullmatch(value)
    if found is None or not int(found[1]) or not int(found[2]):
        raise _wrong(call, "aspectRatio", 'width and height such as "16:9"', value)
    return int(found[1]), int(found[2])


def _config(call: Call, text: str) -> Mapping[str, Any]:
    """Read lines of `key = value` under `[sections]` into flat keys and JSON values."""
    try:
        entries = parse(text, "config").entries
    except ConfigError as error:
        raise InvalidArgument(f'Cannot call "{call.route}": {error.message}') from None
    values = {key: entry.value for key, entry in entries.items() if not is_secret(key)}
    return {key: coerce(value) if isinstance(value, str) else value for key, value in values.items()}


def _script(call: Call, own: str, overrides: str) -> str:
    """Return the script that every document of the window runs first."""
    if not overrides:
        return _OWN_ONLY.format(script=own) if own else ""
    try:
        value = msgspec.json.encode(from_json(overrides)).decode()
    except ValueError as error:
        raise _wrong(call, "__runtime_primordial_overrides__", f"JSON ({error})", overrides) from None
    return _OWN_ONLY.format(script=f"{_OVERRIDES.format(json=value)}\n;{own}")


def _wrong(call: Call, name: str, expected: object, value: object) -> InvalidArgument:
    return InvalidArgument(
        f'Cannot call "{call.route}": parameter "{name}" must be {expected}, got "{str(value)[:80]}"'
    )


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [create]
