"""Windows as connections see them: gone or there, and the origin they show."""

from __future__ import annotations

from oro_framework.types import Window, WindowStatus

__all__ = ("is_gone", "shows")


def is_gone(window: Window) -> bool:
    """Return whether a window closes, closed or crashed, so that its page asks for no more answers."""
    return window.status is WindowStatus.ERROR or window.status >= WindowStatus.CLOSING


def shows(window: Window, origin: str) -> bool:
    """Return whether a window is there and its document is of an origin."""
    return not is_gone(window) and window.url.lower().removeprefix("blob:").startswith(f"{origin.lower()}/")
