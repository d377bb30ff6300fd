"""Private keys that the host keeps for pages, which only have the names of the keys."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from oro_framework.errors import Busy, NotFound
from oro_framework.types import Call, Window

if TYPE_CHECKING:
    from oro_node.crypto.names import PrivateKey

__all__ = ("LARGEST", "HeldKeys")

LARGEST = 10_000
"""The most keys that are kept for one window; more are refused."""


class HeldKeys:
    """Keys by window and name; a name is only valid in its own window."""

    def __init__(self) -> None:
        self._keys: dict[Window | None, dict[str, PrivateKey]] = {}

    def keep(self, call: Call, key: PrivateKey) -> str:
        """Keep a key for the window of a call, and return its name.

        Raises:
            Busy: the window has too many keys.
        """
        own = self._keys.setdefault(call.window, {})
        if len(own) >= LARGEST:
            raise Busy(f"Cannot keep another key: this window has {LARGEST} already")
        name = secrets.token_urlsafe(16)
        own[name] = key
        return name

    def get(self, call: Call, name: str) -> PrivateKey:
        """Return a key by its name.

        Raises:
            NotFound: this window has no key of that name.
        """
        if (key := self._keys.get(call.window, {}).get(name)) is None:
            raise NotFound("Cannot use this key: the host has it no more")
        return key

    def forget(self, call: Call, names: list[str]) -> None:
        """Drop keys by their names; unknown names are ignored."""
        own = self._keys.get(call.window, {})
        for name in names:
            own.pop(name, None)

    def release(self, window: Window) -> None:
        """Drop all keys of a window."""
        self._keys.pop(window, None)

    def __len__(self) -> int:
        return sum(len(own) for own in self._keys.values())
