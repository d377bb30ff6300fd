"""Show a tray icon in a tray of X11, by GTK. GUI thread.

Whether there is one is known a moment later, when it has taken the icon.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from gi.repository import GLib, Gtk

from oro_framework.host.backends.gtk.menu import tray_menu
from oro_framework.host.backends.interface.tray_icon import TrayIcon

__all__ = ("GtkTray",)

PLAIN = "application-x-executable"
"""The name of an icon that themes have."""
PATIENCE = 2000
"""Milliseconds a tray has to take the icon."""


class GtkTray:
    """One icon, from when it is made until it is removed."""

    def __init__(
        self,
        tray: TrayIcon,
        chosen: Callable[[int, int], None],
        clicked: Callable[[], None],
        done: Callable[[str | None], None],
    ) -> None:
        self._done: Callable[[str | None], None] | None = done
        self.menu = tray_menu(tray.sections, chosen)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GTK 3 has nothing else; GTK 4 has nothing at all
            self.icon = Gtk.StatusIcon()
        if tray.icon:
            self.icon.set_from_file(tray.icon)
        else:
            self.icon.set_from_icon_name(PLAIN)
        self.icon.set_tooltip_text(tray.tooltip)
        self.icon.set_title(tray.tooltip)
        self.icon.connect("activate", lambda _icon: clicked())
        self.icon.connect("popup-menu", self._popup)
        self._embedded = self.icon.connect("notify::embedded", self._taken)
        self._timer = GLib.timeout_add(PATIENCE, self._given_up)

    def remove(self) -> None:
        """Take the icon away."""
        self._settle("it was replaced")
        self.icon.set_visible(False)
        self.menu.destroy()

    def _popup(self, icon: Gtk.StatusIcon, button: int, time: int) -> None:
        self.menu.popup(None, None, Gtk.StatusIcon.position_menu, icon, button, time)

    def _taken(self, icon: Gtk.StatusIcon, _property: Any) -> None:
        if icon.is_embedded():
            self._settle(None)

    def _given_up(self) -> bool:
        self._timer = 0
        if self._done is not None:
            self.icon.set_visible(False)
            self._settle("the desktop has no tray")
        return False

    def _settle(self, failure: str | None) -> None:
        done, self._done = self._done, None
        if self._timer:
            GLib.source_remove(self._timer)
            self._timer = 0
        if done is not None:
            done(failure)
