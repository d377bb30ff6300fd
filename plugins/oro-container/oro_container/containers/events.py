"""Events of a container, told to each who listens; each hears all of them, or how many it missed."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import trio

__all__ = ("Batch", "Event", "Events", "Listening")

MOST = 4096
"""Events that wait for one listener."""

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in their order."""

    events: Sequence[Event]
    lost: int = 0
    """Events before these that the listener was too slow for."""


class Listening:
    """One listener of events.

    Args:
        room: events that wait at most; older ones are dropped, and counted.
    """

    def __init__(self, room: int = MOST) -> None:
        self._waiting: deque[Event] = deque(maxlen=room)
        self._lost = 0
        self._ended = False
        self._changed = trio.Event()

    def tell(self, event: Event) -> None:
        """Add an event."""
        if len(self._waiting) == self._waiting.maxlen:
            self._lost += 1
        self._waiting.append(event)
        self._changed.set()

    def miss(self) -> None:
        """Count that something happened of which nothing is known."""
        self._lost += 1

    def end(self) -> None:
        """Add nothing more."""
        self._ended = True
        self._changed.set()

    async def take(self) -> Batch | None:
        """Wait for events and take them all; None once there are no more to come. If cancelled, nothing is taken."""
        while not self._waiting and not self._ended:
            self._changed = trio.Event()
            await self._changed.wait()
        if not self._waiting:
            return None
        batch = Batch(list(self._waiting), self._lost)
        self._waiting.clear()
        self._lost = 0
        return batch


class Events:
    """Tells events to all who listen."""

    def __init__(self) -> None:
        self._listeners: set[Listening] = set()
        self._ended = False

    def listen(self, room: int = MOST) -> Listening:
        """Return a listener, which hears everything from now on."""
        listener = Listening(room)
        if self._ended:
            listener.end()
        self._listeners.add(listener)
        return listener

    def forget(self, listener: Listening) -> None:
        """Tell a listener nothing more."""
        self._listeners.discard(listener)
        listener.end()

    def publish(self, event: Event) -> None:
        """Tell an event to all who listen."""
        for listener in self._listeners:
            listener.tell(event)

    def end(self) -> None:
        """Tell all who listen that nothing more comes."""
        self._ended = True
        for listener in self._listeners:
            listener.end()
