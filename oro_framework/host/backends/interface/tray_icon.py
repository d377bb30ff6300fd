"""A tray icon."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_framework.host.configuration.menu import MenuSection

__all__ = ("TrayIcon",)


class TrayIcon(Struct, frozen=True, kw_only=True):
    """A tray icon."""

    sections: Sequence[MenuSection]
    """Its menu: one section without a title, or several that open further menus."""
    icon: str = ""
    """The path of an image; if empty, the toolkit's default icon is shown."""
    tooltip: str = ""
