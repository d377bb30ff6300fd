"""Pretended devices: machines that run tests have neither cameras nor microphones."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from oro_framework import Call, hookimpl, route

os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = (
    f"{os.environ.get('QTWEBENGINE_CHROMIUM_FLAGS', '')} --use-fake-device-for-media-stream"
)


@route("devices.pretend")
async def pretend(call: Call) -> str:
    """Have WebKitGTK pretend, as the flag has Chromium; return which engine it is."""
    host: Any = call.host
    window: Any = call.window

    def mock(done: Callable[[], None]) -> None:
        webview = window.view.webview
        if hasattr(webview, "get_settings"):
            webview.get_settings().set_enable_mock_capture_devices(True)
        done()

    await host.windows_manager.ask_gui(mock)
    return str(host.backend.name)


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the route."""
    return [pretend]
