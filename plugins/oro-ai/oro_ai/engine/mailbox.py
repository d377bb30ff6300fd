"""Keep events of jobs until they are taken. For the loop thread only."""

from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

import anyio

__all__ = ("Mailbox",)

T = TypeVar("T")


class Mailbox(Generic[T]):
    """A queue of events of jobs.

    A slow reader takes several events at once. The queue holds no more than its jobs may generate.
    """

    def __init__(self) -> None:
        self._events: deque[T] = deque()
        self._there = anyio.Event()

    def put(self, event: T) -> None:
        """Add an event."""
        self._events.append(event)
        self._there.set()

    async def take(self) -> list[T]:
        """Wait for events and return all of them. If cancelled, no event is lost."""
        while not self._events:
            self._there = anyio.Event()
            await self._there.wait()
        taken = list(self._events)
        self._events.clear()
        return taken
