"""Events of a window, to which functions are added by `window.events.loaded += f`. Any thread."""

from __future__ import annotations

import inspect
import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oro_pywebview.window import Window

__all__ = ("Event", "Events")

NAMES: tuple[str, ...] = ("before_load", "before_show", "closed", "closing", "initialized", "loaded")
NAMES += ("maximized", "minimized", "resized", "restored", "shown")

_log = logging.getLogger("oro.pywebview")


class Event:
    """One event of a window: it has happened or not, and functions are called each time it does.

    Args:
        window: passed to functions that have a parameter `window`.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._functions: list[Callable[..., Any]] = []
        self._happened = threading.Event()

    def set(self, *args: Any) -> None:
        """Note that it has happened, and call the functions on a thread of their own."""
        self._happened.set()
        if functions := tuple(self._functions):
            threading.Thread(target=self._call, args=(functions, args), name="pywebview-event", daemon=True).start()

    def _call(self, functions: Sequence[Callable[..., Any]], args: Sequence[Any]) -> None:
        for function in functions:
            try:
                parameters = inspect.signature(function).parameters
                first = (self._window,) if "window" in parameters else ()
                function(*(first + tuple(args) if parameters else ()))
            except Exception:
                _log.exception("Cannot tell %r of an event: it raised", function)

    def is_set(self) -> bool:
        """Return whether it has happened."""
        return self._happened.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it has happened, for some seconds at most; return whether it has."""
        return self._happened.wait(timeout)

    def clear(self) -> None:
        """Forget that it has happened."""
        self._happened.clear()

    def __iadd__(self, function: Callable[..., Any]) -> Event:
        self._functions.append(function)
        return self

    def __isub__(self, function: Callable[..., Any]) -> Event:
        self._functions.remove(function)
        return self

    __add__ = __iadd__
    __sub__ = __isub__

    def __len__(self) -> int:
        return len(self._functions)


class Events:
    """The events of a window."""

    before_load: Event
    before_show: Event
    closed: Event
    closing: Event
    initialized: Event
    loaded: Event
    maximized: Event
    minimized: Event
    resized: Event
    restored: Event
    shown: Event

    def __init__(self, window: Window) -> None:
        for name in NAMES:
            setattr(self, name, Event(window))
