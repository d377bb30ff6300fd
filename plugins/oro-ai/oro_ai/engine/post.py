"""The way of events from the decode thread to the loop. Sans-IO.

Rules
1. Events arrive in the order they were put.
2. They cross together when they are sent, which is once a step: waking the loop costs more than what it is told, and a
   loop that wakes while others still have their tokens chosen holds up the decode thread.
3. While one crossing is on its way, what is sent goes with it.
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
    """Carries events to their sinks.

    Args:
        call: has the loop call a function soon; by default it is called at once.
    """

    def __init__(self, call: Callable[[Callable[[], None]], None] = _at_once) -> None:
        self._call = call
        self._events: deque[Callable[[], None]] = deque()
        self._under_way = False

    def put(self, sink: Callable[[T], None], event: T) -> None:
        """Have a sink called with an event, on the loop, once it is sent. Any thread."""
        self._events.append(lambda: sink(event))

    def send(self) -> None:
        """Send what was put. Any thread."""
        if self._events and not self._under_way:
            self._under_way = True
            self._call(self._arrive)

    def _arrive(self) -> None:
        # An event may be put at any time: it is sent once more rather than not at all.
        self._under_way = False
        while self._events:
            self._events.popleft()()
