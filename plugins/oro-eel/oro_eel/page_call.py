"""One call of a function that pages have exposed, and what they answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

__all__ = ("Failed", "PageCall", "Succeeded")

Succeeded = Callable[[Any], object]
Failed = Callable[[Any, Any], object]


class PageCall:
    """The answer that is awaited, called as Eel's `eel.name(...)(callback)` is. Any thread.

    Args:
        name: the function.
        wait: waits for an event some seconds and lets others run meanwhile.
        later: calls a function of the program in its turn.
        keep: keeps the call until it was answered, though nothing else refers to it.
        seconds: how long `()` waits.
    """

    def __init__(
        self,
        name: str,
        wait: Callable[[threading.Event, float], bool],
        later: Callable[..., object],
        keep: Callable[[PageCall], object],
        seconds: float,
    ) -> None:
        self.name = name
        self._wait = wait
        self._later = later
        self._keep = keep
        self._seconds = seconds
        self._lock = threading.Lock()
        self._answered = threading.Event()
        self._answer: tuple[bool, tuple[Any, ...]] = (True, (None,))
        self._callbacks: tuple[Succeeded, Failed | None] | None = None

    def __call__(self, callback: Succeeded | None = None, error_callback: Failed | None = None) -> Any:
        """Call `callback` with the value once a page has answered; without one, wait for it and return it.

        The value is None where no page answered in time, or the function threw.
        """
        if callback is None:
            self._wait(self._answered, self._seconds)
            succeeded, values = self._answer
            return values[0] if succeeded else None
        with self._lock:
            self._callbacks = (callback, error_callback)
            answered = self._answered.is_set()
        if answered:
            self._call_back()
        else:
            self._keep(self)
        return None

    def answer(self, succeeded: bool, *values: Any) -> None:
        """Take the answer of the first page: a value, or the message and the stack of an error."""
        with self._lock:
            if self._answered.is_set():
                return
            self._answer = (succeeded, values)
            self._answered.set()
            called = self._callbacks is not None
        if called:
            self._call_back()

    def _call_back(self) -> None:
        succeeded, values = self._answer
        assert self._callbacks is not None
        callback, failed = self._callbacks
        if succeeded:
            self._later(callback, *values)
        elif failed is not None:
            self._later(failed, *values)
