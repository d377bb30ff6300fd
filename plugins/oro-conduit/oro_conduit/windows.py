"""Windows as connections see them: gone or there, the origin they show, and whose calls are theirs."""

from __future__ import annotations

from oro_framework.requests import Caller
from oro_framework.types import Call, Window, WindowStatus

__all__ = ("Owner", "is_gone", "owner_of", "owner_of_call", "shows")

Owner = Window | str | None
"""The sender of a call: a window, a program by its origin, or what belongs to neither."""


def owner_of(caller: Caller) -> Owner:
    """Return who a caller is: answers are kept for it alone."""
    window: Window | None = caller.window
    return caller.origin if caller.outside else window


def owner_of_call(call: Call) -> Owner:
    """Return who made a call."""
    return call.origin if call.outside else call.window


def is_gone(window: Window) -> bool:
    """Return whether a window closes, closed or crashed, so that its page asks for no more answers."""
    return window.status is WindowStatus.ERROR or window.status >= WindowStatus.CLOSING


def shows(window: Window, origin: str) -> bool:
    """Return whether a window is there and its document is of an origin."""
    return not is_gone(window) and window.url.lower().removeprefix("blob:").startswith(f"{origin.lower()}/")
