"""`window.create`: opens another window of the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from oro_framework.errors import Denied, InvalidArgument, Unsupported, UsageError
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner, window_of
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.host.windows.window_options import WindowOptions
from oro_framework.parameters import SPREAD, from_json
from oro_framework.service import route
from oro_framework.types import Call, Host

__all__ = ("oro_routes",)

_OVERRIDES = "Object.defineProperty(globalThis, '__RUNTIME_PRIMORDIAL_OVERRIDES__', {{ value: {json} }})"
_OWN_ONLY = "if (globalThis.isOroRuntime) {{ {script}\n}}"
"""Part of the preload that keeps frames of other origins from running the app's scripts."""


@route("window.create", permission="window")
async def create(
    call: Call,
    options: Annotated[WindowOptions, SPREAD],
    targetWindowIndex: int = -1,
    reserved: bool = False,
    unique: bool = False,
    resourcesDirectory: str = "",
    __runtime_primordial_overrides__: str = "",
) -> dict[str, Any]:
    """Open a window, or return an open one where `unique` asks for it; -1 takes a free index.

    What the session cannot do is left out: the answer tells `alwaysOnTop`, `skipTaskbar`, `opacity` and `transparent`
    as the window has them. `margin` is kept and reported; no engine here draws it.
    """
    host = inner(call.host)
    page = options.url if urlsplit(options.url).scheme else f"{host.origin}/{options.url.lstrip('/')}"
    if unique and (there := _same(host.windows, page, options.token)) is not None:
        return there.describe()
    host.windows_manager.check_room()
    if not host.may_show(window_of(call), page):
        raise Denied(f'Navigation to URL is not allowed: "{page[:200]}"')
    if resourcesDirectory and resourcesDirectory != str(host.root):
        raise Unsupported("Cannot create a window with resources of its own: the app has one folder of them")
    script = _script(call, options.user_script, __runtime_primordial_overrides__)
    options = replace(options, url=page, debug=options.debug or bool(host.debug), user_script=script)
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


def _script(call: Call, own: str, overrides: str) -> str:
    """Return the script that every document of the window runs first."""
    if not overrides:
        return _OWN_ONLY.format(script=own) if own else ""
    try:
        value = msgspec.json.encode(from_json(overrides)).decode()
    except ValueError as error:
        raise InvalidArgument(
            f'Cannot call "{call.route}": parameter "__runtime_primordial_overrides__" must be JSON ({error}), '
            f'got "{overrides[:80]}"'
        ) from None
    return _OWN_ONLY.format(script=f"{_OVERRIDES.format(json=value)}\n;{own}")


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [create]
