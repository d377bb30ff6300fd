"""What happened in the host, by name, for a page that waits to hear of it. Loop thread."""

from __future__ import annotations

from typing import Any

import trio

PATIENCE = 60.0
"""Seconds to wait for something that should have happened long before."""


class Facts:
    """Named lists of things that happened; anybody may wait for the first."""

    def __init__(self) -> None:
        self._known: dict[str, list[Any]] = {}
        self._told: dict[str, trio.Event] = {}

    def tell(self, name: str, value: Any = True) -> None:
        self._known.setdefault(name, []).append(value)
        self._told.setdefault(name, trio.Event()).set()

    def known(self, name: str) -> list[Any]:
        return self._known.get(name, [])

    async def wait(self, name: str) -> list[Any]:
        """Return what is known, once something is; empty when patience ran out."""
        with trio.move_on_after(PATIENCE):
            await self._told.setdefault(name, trio.Event()).wait()
        return self.known(name)
