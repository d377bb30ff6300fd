"""Show a tray icon over D-Bus, by libayatana-appindicator. GUI thread.

Desktops that take it so open the menu at any click, and the library tells of none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import gi
from gi.repository import Gio, GLib

from oro_framework.host.backends.gtk.menu import tray_menu
from oro_framework.host.backends.interface.tray_icon import TrayIcon

__all__ = ("GtkIndicator",)

LIBRARY = ("AyatanaAppIndicator3", "0.1")
"""Debian has it as gir1.2-ayatanaappindicator3-0.1."""
WATCHER = "org.kde.StatusNotifierWatcher"
PLAIN = "application-x-executable"
PATIENCE = 1000
"""Milliseconds the bus has to answer."""


class GtkIndicator:
    """One icon, from when it is made until it is removed."""

    def __init__(self, name: str, tray: TrayIcon, chosen: Callable[[int, int], None]) -> None:
        from gi.repository import AyatanaAppIndicator3 as Library

        self.menu = tray_menu(tray.sections, chosen)
        category = Library.IndicatorCategory.APPLICATION_STATUS
        self._passive = Library.IndicatorStatus.PASSIVE
        self.icon = Library.Indicator.new(name, tray.icon or PLAIN, category)
        self.icon.set_title(tray.tooltip)
        self.icon.set_menu(self.menu)
        self.icon.set_status(Library.IndicatorStatus.ACTIVE)

    @classmethod
    def usable(cls) -> bool:
        """Return whether the desktop takes icons over D-Bus, and the library is there."""
        return _watched() and _installed()

    def remove(self) -> None:
        """Take the icon away."""
        self.icon.set_status(self._passive)
        self.menu.destroy()


def _installed() -> bool:
    try:
        gi.require_version(*LIBRARY)
    except ValueError:
        return False
    return True


def _watched() -> bool:
    """Ask the bus, unless there is none: GLib would start one."""
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if not address and not Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), "bus").exists():
        return False
    try:
        found = Gio.bus_get_sync(Gio.BusType.SESSION, None).call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
            GLib.Variant("(s)", (WATCHER,)), None, Gio.DBusCallFlags.NONE, PATIENCE, None,
        )  # fmt: skip
    except GLib.Error:
        return False
    return bool(found.unpack()[0])
