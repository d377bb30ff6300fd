"""Reads what the portal `Settings` tells of the desktop. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_desktop.events import Appearance

__all__ = ("NAMESPACES", "Namespaces", "appearance_of", "plain")

STANDARD = "org.freedesktop.appearance"
GNOME = "org.gnome.desktop.interface"
GNOME_ACCESS = "org.gnome.desktop.a11y.interface"
NAMESPACES = (STANDARD, GNOME, GNOME_ACCESS)
"""Those that are read: the one of every desktop, and those of GTK's, which alone have the size of texts."""

Namespaces = Mapping[str, Mapping[str, Any]]


def plain(value: Any) -> Any:
    """Return the value in a variant, in which some portals wrap another one."""
    while isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
        value = value[1]
    return value


def appearance_of(found: Namespaces) -> Appearance:
    """Return the settings, those of every desktop first.

    Args:
        found: plain values by namespace and key.
    """
    standard, gnome = found.get(STANDARD, {}), found.get(GNOME, {})
    return {
        "colorScheme": _scheme(standard.get("color-scheme"), gnome),
        "accentColor": _colour(standard.get("accent-color")),
        "contrast": _contrast(standard.get("contrast"), found.get(GNOME_ACCESS, {})),
        "reducedMotion": _motion(standard.get("reduced-motion"), gnome),
        "textScale": _scale(gnome.get("text-scaling-factor")),
    }


def _scheme(value: Any, gnome: Mapping[str, Any]) -> str | None:
    if value in (1, 2):
        return "dark" if value == 1 else "light"
    named = {"prefer-dark": "dark", "prefer-light": "light"}
    return None if value is not None else named.get(str(gnome.get("color-scheme")))


def _colour(value: Any) -> str | None:
    """Return a colour in sRGB; one outside 0 to 1 says that the person chose none."""
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    parts = [part for part in value if isinstance(part, float) and 0 <= part <= 1]
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts) if len(parts) == 3 else None


def _contrast(value: Any, access: Mapping[str, Any]) -> str | None:
    wants = access.get("high-contrast") if value is None else value == 1
    return None if wants is None else "more" if wants else "no-preference"


def _motion(value: Any, gnome: Mapping[str, Any]) -> bool | None:
    if value is not None:
        return bool(value == 1)
    animated = gnome.get("enable-animations")
    return None if animated is None else not animated


def _scale(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and 0.25 <= value <= 8 else None
