"""Windows of a program besides the first. Loop thread."""

from __future__ import annotations

from oro_eel.geometry import Geometry, path_of
from oro_framework.host.configuration.values import Length
from oro_framework.host.inner import inner
from oro_framework.host.windows.window_options import WindowOptions
from oro_framework.types import Host

__all__ = ("open_window",)


def open_window(host: Host, geometry: Geometry, page: str) -> None:
    """Open a window with a page of the program."""
    size, position = geometry.size(page), geometry.position(page)
    width, height = (Length(size[0]), Length(size[1])) if size else (None, None)
    x, y = position or (None, None)
    running = inner(host)
    options = WindowOptions(
        url=f"{host.origin}{path_of(page)}", width=width, height=height, x=x, y=y, debug=running.debug
    )
    running.windows_manager.open(options)
