"""Moments in which the machine waits for pages before it sleeps. Loop thread."""

from __future__ import annotations

from collections.abc import Iterable

import anyio

__all__ = ("Turns",)


class Turns:
    """The windows that have not finished yet, by turn."""

    def __init__(self) -> None:
        self._last = 0
        self._waiting: dict[int, set[str]] = {}
        self._over: dict[int, anyio.Event] = {}

    def begin(self, windows: Iterable[str]) -> int:
        """Begin a turn that waits for windows by id, and return its number."""
        self._last += 1
        self._waiting[self._last] = set(windows)
        self._over[self._last] = anyio.Event()
        self._check(self._last)
        return self._last

    def ready(self, window: str, turn: int) -> None:
        """Note that a window has finished; a turn that is over is not missed."""
        if turn in self._waiting:
            self._waiting[turn].discard(window)
            self._check(turn)

    def gone(self, window: str) -> None:
        """Wait for a window no longer."""
        for turn in list(self._waiting):
            self.ready(window, turn)

    async def wait(self, turn: int, seconds: float) -> bool:
        """Wait for every window, at most so long; return whether each has finished. The turn is then over."""
        try:
            with anyio.move_on_after(seconds):
                await self._over[turn].wait()
            return self._over[turn].is_set()
        finally:
            del self._waiting[turn], self._over[turn]

    def _check(self, turn: int) -> None:
        if not self._waiting[turn]:
            self._over[turn].set()
