"""What is on an X screen, pixel by pixel, asked of the X server itself."""

from __future__ import annotations

import ctypes
import ctypes.util

__all__ = ("Screen",)

_ALL_PLANES = ctypes.c_ulong(0xFFFFFFFF)
_Z_PIXMAP = 2


class Screen:
    """A connection to a display; use it on one thread.

    Raises:
        OSError: there is no libX11, or no such display.
    """

    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise OSError(f'Cannot open display "{display}"')
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def pixel(self, x: int, y: int) -> str:
        """Return a colour such as `#336699`; empty beside the screen."""
        if not (0 <= x < self._x.XDisplayWidth(self._display, 0) and 0 <= y < self._x.XDisplayHeight(self._display, 0)):
            return ""
        image = ctypes.c_void_p(self._x.XGetImage(self._display, self._root, x, y, 1, 1, _ALL_PLANES, _Z_PIXMAP))
        try:
            return f"#{self._x.XGetPixel(image, 0, 0) & 0xFFFFFF:06x}"
        finally:
            self._x.XDestroyImage(image)

    def find(self, colour: str, step: int = 8) -> tuple[int, int] | None:
        """Return the first place of a colour, line by line, or None; what is smaller than a step may be missed."""
        wide, high = self._x.XDisplayWidth(self._display, 0), self._x.XDisplayHeight(self._display, 0)
        wanted = int(colour.removeprefix("#"), 16)
        image = ctypes.c_void_p(self._x.XGetImage(self._display, self._root, 0, 0, wide, high, _ALL_PLANES, _Z_PIXMAP))
        try:
            for y in range(0, high, step):
                for x in range(0, wide, step):
                    if self._x.XGetPixel(image, x, y) & 0xFFFFFF == wanted:
                        return x, y
        finally:
            self._x.XDestroyImage(image)
        return None

    def close(self) -> None:
        """End the connection."""
        self._x.XCloseDisplay(self._display)
