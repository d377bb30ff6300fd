"""Ask the desktop at which side of a title bar its buttons are. GUI thread."""

from __future__ import annotations

from oro_framework.host.backends.grips.script import BUTTONS
from oro_framework.host.backends.interface.view_spec import ViewSpec

__all__ = ("button_order",)

PATIENCE = 300
"""Milliseconds that the desktop has to answer, while the window waits to be made."""


def button_order(spec: ViewSpec) -> str:
    """Return the order for a window that draws buttons, as the portal of settings tells it, or the usual one."""
    return _asked() if spec.controls else BUTTONS


def _asked() -> str:
    try:
        from qtpy.QtDBus import QDBus, QDBusConnection, QDBusMessage
    except ImportError:
        return BUTTONS
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return BUTTONS
    place = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")
    message = QDBusMessage.createMethodCall(*place, "ReadOne")
    message.setArguments(["org.gnome.desktop.wm.preferences", "button-layout"])
    answer = bus.call(message, QDBus.CallMode.Block, PATIENCE).arguments()
    found = answer[0] if answer else ""
    text = found.variant() if hasattr(found, "variant") else found
    return text if isinstance(text, str) and ":" in text else BUTTONS
