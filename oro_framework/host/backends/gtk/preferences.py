"""Have media queries of WebKitGTK say what the person prefers: WebKit reads them from GTK's settings. GUI thread."""

from __future__ import annotations

from gi.repository import Gtk

__all__ = ("prefer",)

_DARK, _STILL, _THEME = "gtk-application-prefer-dark-theme", "gtk-enable-animations", "gtk-theme-name"
_CONTRAST = "HighContrast"
"""The theme by whose name WebKit knows of more contrast, installed or not."""


def prefer(dark: bool | None, contrast: bool | None, still: bool | None) -> None:
    """Change GTK's settings in this process; what is None becomes again what GTK found out by itself."""
    _set(_DARK, dark)
    _set(_STILL, None if still is None else not still)
    _set(_THEME, _CONTRAST if contrast else None)


def _set(name: str, value: bool | str | None) -> None:
    settings = Gtk.Settings.get_default()
    if value is None:
        settings.reset_property(name)
    elif settings.get_property(name) != value:
        settings.set_property(name, value)
