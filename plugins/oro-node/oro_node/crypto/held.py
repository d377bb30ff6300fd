"""Private keys that the host keeps for pages, so that a page has no more of them than a name."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from oro_framework.errors import Busy, NotFound
from oro_framework.types import Call, Window

if TYPE_CHECKING:
    from oro_node.crypto.names import PrivateKey

__all__ = ("LARGEST", "HeldKeys")

LARGEST = 10_000
"""How many keys are kept for one window; more are refused."""


class HeldKeys:
    """Keys by the window they are of and by name; one window's names mean nothing in another."""

    def __init__(self) -> None:
        self._keys: dict[Window | None, dict[str, PrivateKey]] = {}

    def keep(self, call: Call, key: PrivateKey) -> str:
        """Keep a key for the window of a call, and return its name.

        Raises:
            Busy: there are too many.
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
            NotFound: this window has none of that name.
        """
        if (key := self._keys.get(call.window, {}).get(name)) is None:
            raise NotFound("Cannot use this key: the host has it no more")
        return key

    def forget(self, call: Call, names: list[str]) -> None:
        """Let keys go; what is no name of one is passed over."""
        own = self._keys.get(call.window, {})
        for name in names:
            own.pop(name, None)

    def release(self, window: Window) -> None:
        """Let all keys of a window go."""
        self._keys.pop(window, None)

    def __len__(self) -> int:
        return sum(len(own) for own in self._keys.values())
