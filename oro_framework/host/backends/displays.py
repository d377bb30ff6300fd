"""Ask whether the display that the environment names can be opened, before a toolkit that would abort. Linux."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

__all__ = ("dead_displays", "opens")

ADVICE = "log in to a desktop, or run under xvfb-run"


def dead_displays() -> Iterator[str]:
    """Yield the reason why no window can be shown, if displays are named and none can be opened."""
    named = {name: value for name in ("WAYLAND_DISPLAY", "DISPLAY") if (value := os.environ.get(name))}
    if named and not any(opens(name) for name in named):
        listed = " and ".join(f"{name}={value}" for name, value in named.items())
        answer = "does not answer" if len(named) == 1 else "do not answer"
        yield f"no display can be opened: {listed} {answer}; {ADVICE}"


def opens(variable: str) -> bool:
    """Return whether a program can connect to the display of a variable."""
    return _wayland_opens() if variable == "WAYLAND_DISPLAY" else _x_opens()


def _wayland_opens() -> bool:
    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), os.environ["WAYLAND_DISPLAY"])
    try:
        with closing(socket.socket(socket.AF_UNIX)) as probe:
            probe.connect(str(place))
    except OSError:
        return False
    return True


def _x_opens() -> bool:
    """Connect by X's own library, which knows addresses and keys; without it no toolkit works either."""
    try:
        library = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    library.xcb_connect.restype = ctypes.c_void_p
    library.xcb_connection_has_error.argtypes = library.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = library.xcb_connect(None, None)
    failed = library.xcb_connection_has_error(connection)
    library.xcb_disconnect(connection)
    return not failed
