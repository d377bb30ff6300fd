"""The state in which the desktop has a window."""

from __future__ import annotations

from msgspec import Struct

__all__ = ("ViewState",)


class ViewState(Struct, frozen=True):
    """The state in which the desktop has a window."""

    fullscreen: bool = False
    maximized: bool = False
    minimized: bool = False
