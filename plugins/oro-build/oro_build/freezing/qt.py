"""QtWebEngine in a built app: what of Qt it loads, and what of it no app of ours uses."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

from PyInstaller.depend import bindepend

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
    made.binaries = [item for item in made.binaries if not unused(item[0])]
    needed = _needed(made.binaries)
    made.binaries = [item for item in made.binaries if not _is_library(item[0]) or os.path.basename(item[0]) in needed]
    # PyInstaller links libraries beside the program to where they lie; a link to one that is gone goes as well.
    kept = {item[0] for item in (*made.binaries, *made.datas)}
    made.datas = [item for item in made.datas if item[2] != "SYMLINK" or item[1] in kept or item[0] in kept]
    made.binaries = [item for item in made.binaries if item[2] != "SYMLINK" or _target(item) in kept]


def is_unused(place: str, languages: Sequence[str] = ()) -> bool:
    """Return whether an app does without a file of Qt, by its place in the app."""
    place = place.replace(os.sep, "/")
    if "PyQt6/" not in place and "PySide6/" not in place:
        return False
    if "/qml/" in place or ".debug." in place or place.endswith((".pyi", ".prl")):
        return True
    if found := _PLUGIN.search(place):
        kind, name = found.groups()
        kept = {"platforms": _PLATFORMS, "imageformats": _IMAGES}.get(kind, ("",))
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


def _target(item: Sequence[str]) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(item[0]), item[1]))


def _needed(binaries: Sequence[Sequence[str]]) -> set[str]:
    """Return the names of Qt's libraries that anything else among the binaries loads, directly or by others."""
    libraries = {
        os.path.basename(item[0]): item[1] for item in binaries if _is_library(item[0]) and item[2] != "SYMLINK"
    }
    waiting = [item[1] for item in binaries if not _is_library(item[0]) and item[2] != "SYMLINK"]
    needed: set[str] = set()
    while waiting:
        for name, _ in bindepend.get_imports(waiting.pop()):
            short = os.path.basename(name)
            if short in libraries and short not in needed:
                needed.add(short)
                waiting.append(libraries[short])
    return needed
