"""A machine on a walk: a plugin that provides its positions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import anyio

from oro_framework import Call, hookimpl, route
from oro_framework.positions import Position, PositionUnavailable


class Walk:
    """Yields what `walk` says."""

    def __init__(self) -> None:
        self.watchers = 0
        self.mood = "walking"
        self.step = 0
        self.stepped = anyio.Event()

    async def positions(self, *, precise: bool) -> AsyncIterator[Position]:
        """Yield a position, then one for each step."""
        if self.mood == "lost":
            raise PositionUnavailable("Cannot tell where this machine is: it is lost")
        if self.mood == "silent":
            await anyio.sleep_forever()
        self.watchers += 1
        try:
            while True:
                yield Position(latitude=52.5, longitude=self.step, accuracy=1 if precise else 500, timestamp=1.5e9)
                await self.stepped.wait()
                if self.mood == "lost":
                    raise PositionUnavailable("Cannot tell where this machine is: it is lost")
        finally:
            self.watchers -= 1


WALK = Walk()


@route("walk")
def walk(call: Call, mood: str = "walking") -> None:
    """Take a step, in a mood."""
    WALK.mood = mood
    WALK.step += 1
    stepped, WALK.stepped = WALK.stepped, anyio.Event()
    stepped.set()


@route("walk.watchers")
def watchers(call: Call) -> int:
    """Return how many want to know."""
    return WALK.watchers


@hookimpl
def oro_positions() -> Walk:
    """Provide the positions."""
    return WALK


@hookimpl
def oro_routes() -> Sequence[Callable[..., Any]]:
    """Declare the routes."""
    return [walk, watchers]
