"""Check that the system has the engine of an app that brings none, and say how to get it."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

from oro_framework.errors import Unsupported

__all__ = ("check_webkit",)

_LIBRARIES = {"libwebkit2gtk-4.1.so.0": "libwebkit2gtk-4.1-0", "libgtk-3.so.0": "libgtk-3-0"}
_TYPELIBS = {"WebKit2-4.1": "gir1.2-webkit2-4.1", "Gtk-3.0": "gir1.2-gtk-3.0"}
_INSTALLERS = {
    "/usr/bin/apt-get": "sudo apt install gir1.2-webkit2-4.1",
    "/usr/bin/dnf": "sudo dnf install webkit2gtk4.1",
    "/usr/bin/zypper": "sudo zypper install typelib-1_0-WebKit2-4_1",
    "/usr/bin/pacman": "sudo pacman -S webkit2gtk-4.1",
}


def check_webkit(title: str) -> None:
    """Check that WebKitGTK is installed and that there is a display.

    Raises:
        Unsupported: one lacks; the message is for the person at the machine.
    """
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        raise Unsupported(f"Cannot open {title}: it shows a window, and there is no desktop here; log in to one")
    if next(_lacking(), None) is None:
        return
    raise Unsupported(
        f"Cannot open {title}: this system lacks WebKitGTK, which shows its pages.\nInstall it with: {_installer()}"
    )


def _lacking() -> Iterator[str]:
    for library, package in _LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            yield package
    for name, package in _TYPELIBS.items():
        if not any((folder / f"{name}.typelib").is_file() for folder in _folders()):
            yield package


def _folders() -> Iterator[Path]:
    for folder in os.environ.get("GI_TYPELIB_PATH", "").split(os.pathsep):
        if folder:
            yield Path(folder)
    yield from (Path(base) / "girepository-1.0" for base in ("/usr/lib64", "/usr/lib", "/usr/local/lib"))
    yield from Path("/usr/lib").glob("*-linux-*/girepository-1.0")


def _installer() -> str:
    for program, command in _INSTALLERS.items():
        if os.path.exists(program):
            return command
    return _INSTALLERS["/usr/bin/apt-get"]
