"""The environment that the start of a built app leaves to the programs it starts."""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping, Sequence

__all__ = ("program", "restore")

_CHANGED = ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH")
_ENGINE = ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""Set for Qt by PyInstaller, whose wheels find their own files without them."""


def restore(environment: MutableMapping[str, str] = os.environ) -> None:
    """Undo what PyInstaller changed: other programs must not load the app's libraries or Qt's plugins."""
    for name in _CHANGED:
        before = environment.pop(f"{name}_ORIG", None)
        if before is not None:
            environment[name] = before
        elif (now := environment.get(name)) and str(getattr(sys, "_MEIPASS", "\0")) in now:
            del environment[name]
    for name in _ENGINE:
        if environment.get(name, "").startswith(str(getattr(sys, "_MEIPASS", "\0"))):
            del environment[name]


def program() -> Sequence[str]:
    """Return the command that starts the app anew: its AppImage where it runs from one, else its program."""
    image = os.environ.get("APPIMAGE")
    mounted = os.environ.get("APPDIR")
    if image and mounted and sys.executable.startswith(f"{mounted}/"):
        return [image]
    return [sys.executable]
