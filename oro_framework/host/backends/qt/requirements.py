"""Find what QtWebEngine lacks on a machine, and choose one of the two Qt bindings.

PySide6 (LGPL) from Python 3.12 on: on 3.11 its releases either lose references with every signal or crash on
request bodies, so PyQt6 (GPL) is used there (docs/explanation/engines.md#bindings-of-qt).
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata

from oro_framework.host.backends.displays import dead_displays
from oro_framework.host.backends.pywebview import PYWEBVIEW

__all__ = ("binding", "missing_libraries", "missing_packages")

_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libnss3.so": "libnss3",
    "libgbm.so.1": "libgbm1",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libasound.so.2": "libasound2",
    "libxkbfile.so.1": "libxkbfile1",
}
_XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
_WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def binding() -> str | None:
    """Return the Qt binding to use; PySide6 loses references below Python 3.12."""
    for name in ("PySide6", "PyQt6"):
        if name == "PySide6" and sys.version_info < (3, 12):
            continue
        if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.QtWebEngineCore"):
            return name
    return None


def missing_packages() -> Iterator[str]:
    """Yield each Python package that lacks, with the command that installs it."""
    if importlib.util.find_spec("webview") is None:
        yield f'pywebview: pip install "{PYWEBVIEW}"'
    if importlib.util.find_spec("qtpy") is None:
        yield 'qtpy: pip install "qtpy>=2.4"'
    found = binding()
    if found is None:
        if sys.version_info < (3, 12):
            unusable = " (PySide6 is unusable on Python 3.11)" if importlib.util.find_spec("PySide6") else ""
            yield f'PyQt6 with QtWebEngine{unusable}: pip install "PyQt6>=6.7" "PyQt6-WebEngine>=6.7"'
        else:
            yield 'PySide6 with QtWebEngine: pip install "PySide6>=6.12"'
    elif found == "PySide6" and _version(found) < (6, 12):
        yield 'a PySide6 that can read request bodies: pip install --upgrade "PySide6>=6.12"'
    elif found == "PyQt6" and _version(found) < (6, 7):
        yield 'a newer PyQt6: pip install --upgrade "PyQt6>=6.7" "PyQt6-WebEngine>=6.7"'


def missing_libraries() -> Iterator[str]:
    """Yield what the system lacks, a display included."""
    if sys.platform != "linux":
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not platform and not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        yield "no display can be opened: log in to a desktop, or set QT_QPA_PLATFORM=offscreen"
    if platform in ("", "xcb", "wayland"):
        yield from (f"{dead}, or set QT_QPA_PLATFORM=offscreen" for dead in dead_displays())
    lacking = [*_lacking(_LIBRARIES), *_lacking_for_display(platform)]
    if lacking:
        yield f"system libraries: sudo apt-get install {' '.join(lacking)}"


def _lacking_for_display(platform: str) -> Sequence[str]:
    """Return the packages that the plugin of Qt for a platform lacks; of the two Qt may choose from, one is enough."""
    if platform:
        named = {"xcb": _XCB_LIBRARIES, "wayland": _WAYLAND_LIBRARIES}
        return _lacking(named.get(platform.partition("-")[0], {}))
    has_x = bool(os.environ.get("DISPLAY"))
    if not os.environ.get("WAYLAND_DISPLAY"):
        return _lacking(_XCB_LIBRARIES) if has_x else ()
    lacking = _lacking(_WAYLAND_LIBRARIES)
    return () if lacking and has_x and not _lacking(_XCB_LIBRARIES) else lacking


def _lacking(libraries: Mapping[str, str]) -> Sequence[str]:
    """Return the packages of those libraries that cannot be loaded."""
    return [package for library, package in libraries.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _version(distribution: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in metadata.version(distribution).split(".")[:2])
    except (metadata.PackageNotFoundError, ValueError):
        return (0,)
