"""QtWebEngine in a built app: what of Qt it loads, and what of it no app of ours uses."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from oro_build.freezing.libraries import without
from oro_framework.host.backends.qt.requirements import binding

__all__ = ("hidden", "is_unused", "leave_out")

_MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtWebChannel", "QtWebEngineCore", "QtWebEngineWidgets")
_PLUGINS = {
    "egldeviceintegrations",
    "iconengines",
    "imageformats",
    "networkinformation",
    "platforminputcontexts",
    "platforms",
    "platformthemes",
    "tls",
    "wayland-decoration-client",
    "wayland-graphics-integration-client",
    "wayland-shell-integration",
    "xcbglintegrations",
}
"""The kinds of plugins that are kept."""
_PLATFORMS = ("qxcb", "qwayland", "qoffscreen", "qminimal.", "qcocoa", "qwindows")
_THEMES = ("qxdgdesktopportal",)
"""The other one would load GTK beside Qt."""
_IMAGES = ("qgif", "qico", "qjpeg", "qsvg", "qwebp")
_LIBRARY = re.compile(r"(?:PyQt6/Qt6|PySide6/Qt)/lib/")
_PLUGIN = re.compile(r"(?:PyQt6/Qt6|PySide6/Qt)/plugins/([^/]+)/(?:lib)?([^/]+)")
_TEXTS = re.compile(r"translations/(?:qtwebengine_locales/)?(?P<name>[^/]+)\.(?:qm|pak)$")


def hidden() -> list[str]:
    """Return the modules of the binding."""
    name = binding()
    return ["webview", "webview.platforms.qt", "qtpy", *(f"{name}.{module}" for module in _MODULES)] if name else []


def leave_out(made: Any, languages: Sequence[str]) -> None:
    """Remove what of Qt the app does not use, then the libraries that only that used."""
    unused = partial(is_unused, languages=languages)
    made.datas = [item for item in made.datas if not unused(item[0])]
    made.binaries = without(made.binaries, unused, _is_library)


def is_unused(place: str, languages: Sequence[str] = ()) -> bool:
    """Return whether an app does without a file of Qt, by its place in the app."""
    place = place.replace(os.sep, "/")
    if "PyQt6/" not in place and "PySide6/" not in place:
        return False
    if "/qml/" in place or ".debug." in place or "devtools" in place or place.endswith((".pyi", ".prl")):
        return True
    if found := _PLUGIN.search(place):
        kind, name = found.groups()
        kept = {"platforms": _PLATFORMS, "imageformats": _IMAGES, "platformthemes": _THEMES}.get(kind, ("",))
        return kind not in _PLUGINS or not name.startswith(kept)
    if found := _TEXTS.search(place):
        return not _is_spoken(found["name"], languages)
    return False


def _is_spoken(name: str, languages: Sequence[str]) -> bool:
    """Return whether texts are of a language of the app: `en-US`, `qtbase_de`."""
    language = name.rpartition("_")[2] if name.startswith("qt") else name
    short = {each.replace("_", "-").split("-")[0].lower() for each in (*languages, "en")}
    return language.replace("_", "-").split("-")[0].lower() in short


def _is_library(place: str) -> bool:
    return bool(_LIBRARY.search(place.replace(os.sep, "/")))
