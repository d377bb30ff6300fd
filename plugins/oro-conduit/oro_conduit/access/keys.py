"""The keys of version 1: each says which window its holder is. Sans-IO but for the source of randomness.

Rules
1. A window has a key of its own, random unless its page chose one. It opens connections of that window and no other,
   for as long as the window is there.
2. While the window shows a document of another origin its key opens nothing.
3. Workers that belong to no window share a key. It opens connections of no window.
4. The configured key is for programs beside the app. It opens connections of no window, to which what is narrowed to
   windows, and what is internal, is not there.
5. A window that a caller names has to be the one of the key. Every key is compared, each in constant time.
"""

from __future__ import annotations

import hmac
import secrets

from oro_conduit.windows import shows
from oro_framework.requests import Caller
from oro_framework.types import Window

__all__ = ("Keys",)


class Keys:
    """See the module. Loop thread.

    Args:
        origin: the app's own.
        configured: the key of programs beside the app; empty where they have none.
    """

    def __init__(self, origin: str, configured: str = "") -> None:
        self._origin = origin
        self._configured = configured
        self._keys: dict[Window | None, str] = {}

    def of(self, window: Window | None) -> str:
        """Return the key of a window, made when it is first asked for; None is what belongs to no window."""
        if window not in self._keys:
            self._keys[window] = secrets.token_urlsafe(24)
        return self._keys[window]

    def change(self, window: Window | None, key: str) -> None:
        """Have a window show another key from now on."""
        self._keys[window] = key

    def forget(self, window: Window) -> None:
        """Let the key of a window open nothing more: the window is gone."""
        self._keys.pop(window, None)

    def caller(self, key: str, top: str | None) -> Caller | None:
        """Return whom a key stands for, or None.

        Args:
            key: as it was shown.
            top: id of the window the caller says it belongs to; None where it names none.
        """
        found = Caller(origin=self._origin, outside=True) if _same(key, self._configured) else None
        for window, own in self._keys.items():
            if _same(key, own) and (window is None or shows(window, self._origin)):
                found = found or Caller(window=window, origin=self._origin, client="" if window is None else window.id)
        if found is None or top is None:
            return found
        return found if found.window is not None and found.window.id == top else None


def _same(shown: str, key: str) -> bool:
    return bool(key) and hmac.compare_digest(shown.encode("utf-8", "replace"), key.encode("utf-8", "replace"))
