"""Carry events from the decode thread to the loop. Sans-IO.

Rules
1. Events arrive in the order they were put.
2. They are delivered together, once a step: waking the loop costs more than handling the events, and a
   loop that wakes while tokens of other sequences are still being chosen delays the decode thread.
3. Events sent while a delivery is scheduled go with that delivery.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

__all__ = ("Post",)

T = TypeVar("T")


def _at_once(function: Callable[[], None]) -> None:
    function()


class Post:
    """Deliver events to their sinks.

    Args:
        call: schedules a function on the loop; by default the function is called at once.
    """

    def __init__(self, call: Callable[[Callable[[], None]], None] = _at_once) -> None:
        self._call = call
        self._events: deque[Callable[[], None]] = deque()
        self._under_way = False

    def put(self, sink: Callable[[T], None], event: T) -> None:
        """Queue an event for a sink, to be called on the loop after the next `send`. Any thread."""
        self._events.append(lambda: sink(event))

    def send(self) -> None:
        """Deliver the queued events. Any thread."""
        if self._events and not self._under_way:
            self._under_way = True
            self._call(self._arrive)

    def _arrive(self) -> None:
        # Another thread may put an event at any time: better one delivery too many than an event left behind.
        self._under_way = False
        while self._events:
            self._events.popleft()()
