"""A connection to the X server of the session, for what Qt has no word for."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ("x_server",)


@contextmanager
def x_server() -> Iterator[tuple[ctypes.CDLL, ctypes.c_void_p]]:
    """Give Xlib and a connection, which is null where there is no server, for the length of the block."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = x.XDefaultRootWindow.restype = x.XGetSelectionOwner.restype = ctypes.c_ulong
    connection = ctypes.c_void_p(x.XOpenDisplay(None))
    try:
        yield x, connection
    finally:
        if connection:
            x.XCloseDisplay(connection)
