"""Routes about the app as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.inner import inner
from oro_framework.pins import PinSet
from oro_framework.service import route
from oro_framework.types import Call, Host

__all__ = ("oro_routes",)


@route("application.exit")
def application_exit(call: Call, value: int = 0) -> dict[str, Any]:
    """End the app with an exit code."""
    host = inner(call.host)
    host.windows_manager.spoke(call.window)
    host.ended_by_page(value)
    return {}


@route("application.getWindows")
def get_windows(call: Call, value: str = "") -> list[dict[str, Any]]:
    """Return the windows of these indices ("0,1"), or all; indices without a window are left out."""
    try:
        wanted = {int(part) for part in value.split(",")} if value else None
    except ValueError:
        raise InvalidArgument(f'Invalid index given: expected numbers and commas, got "{value[:80]}"') from None
    windows = inner(call.host).windows
    return [window.describe() for window in windows if wanted is None or window.index in wanted]


@route("application.getScreenSize")
async def get_screen_size(call: Call) -> dict[str, int]:
    """Return width and height of the primary screen in logical px."""
    host = inner(call.host)
    if host.backend is None or not host.backend.capabilities.windows:
        raise Unsupported("Cannot tell the screen's size: this backend has no screen")
    (size,) = await host.windows_manager.ask_gui(partial(_screen_size, host.backend))
    return {"width": size[0], "height": size[1]}


def _screen_size(backend: Backend, done: Callable[..., None]) -> None:
    done(backend.screen_size())


class WebviewPinsInvalid(InvalidArgument):
    """A line of pins cannot be read."""

    code = "WEBVIEW_TLS_PINS_INVALID"


@route("application.getWebviewTlsPins")
def get_webview_tls_pins(call: Call) -> dict[str, str]:
    """Return the certificate pins of windows, as lines."""
    return {"value": str(_pinning(call).pins)}


@route("application.setWebviewTlsPins")
def set_webview_tls_pins(
    call: Call, value: str | list[str] = "", mode: Literal["append", "replace"] = "replace"
) -> dict[str, str]:
    """Pin certificates for windows, in place of the present pins or in addition; return all pins, as lines.

    A certificate the engine accepted stays accepted until the app ends.
    """
    backend = _pinning(call)
    try:
        pins = PinSet.parse(value)
    except ValueError as error:
        raise WebviewPinsInvalid(f"Cannot pin certificates: expected {error}") from None
    backend.pins = backend.pins.adding(pins) if mode == "append" else pins
    return {"value": str(backend.pins)}


def _pinning(call: Call) -> Backend:
    backend = inner(call.host).backend
    if backend is None or not backend.capabilities.tls_pins:
        raise Unsupported("Cannot pin certificates of windows: this backend does not show them")
    return backend


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [application_exit, get_windows, get_screen_size, get_webview_tls_pins, set_webview_tls_pins]
