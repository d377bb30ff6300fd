"""The versions of engines, told before they run: another version may paint where this one does not."""

from __future__ import annotations

import ctypes
from importlib import metadata

__all__ = ("engine_version",)

_WEBKIT = "libwebkit2gtk-4.1.so.0"
_QT = ("PyQt6-WebEngine-Qt6", "PySide6-Addons", "PySide6")
"""The distributions that bring Chromium, in the order in which they are looked for."""


def engine_version(backend: str) -> str:
    """Return the version of a backend's engine, or an empty text where it cannot be told."""
    if backend == "gtk":
        return _webkit()
    if backend == "qt":
        return next((version for name in _QT if (version := _distribution(name))), "")
    return ""


def _webkit() -> str:
    try:
        library = ctypes.CDLL(_WEBKIT)
    except OSError:
        return ""
    parts = (library[f"webkit_get_{part}_version"]() for part in ("major", "minor", "micro"))
    return ".".join(map(str, parts))


def _distribution(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
