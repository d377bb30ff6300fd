"""`webkitgtk_packages`: the Debian packages, other than libraries, that an app with the system's WebKitGTK needs."""

from __future__ import annotations

from pathlib import Path

__all__ = ("webkitgtk_packages",)

_TYPELIBS = ("gir1.2-gtk-3.0", "gir1.2-webkit2-4.1")
_SVG_LOADER = "librsvg2-common"
"""Reads pictures in SVG for GTK, which shows them in windows and the tray."""


def webkitgtk_packages(icon: Path | None) -> list[str]:
    """Return the names of packages.

    Args:
        icon: the app's.
    """
    drawn = icon is not None and icon.suffix.lower() in (".svg", ".svgz")
    return [*_TYPELIBS, _SVG_LOADER] if drawn else [*_TYPELIBS]
