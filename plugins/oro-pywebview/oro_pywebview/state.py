"""Values that a window's page and Python share, as `window.state.name` and `pywebview.state.name`. Any thread."""

from __future__ import annotations

import enum
import threading
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ("State", "StateEventType")

Handler = Callable[["StateEventType", str, Any], object]


class StateEventType(enum.StrEnum):
    """A kind of change to a value."""

    CHANGE = "change"
    DELETE = "delete"


class State(dict[str, Any]):
    """The values of one window.

    Args:
        tell: tells the page of a change: its kind, the name, and the value.
    """

    def __init__(self, tell: Callable[[str, str, Any], object]) -> None:
        super().__init__()
        object.__setattr__(self, "_tell", tell)
        object.__setattr__(self, "_handlers", [])

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"Cannot read state.{name}: neither Python nor the page has set it") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self or self[name] != value:
            self.take(name, value)
            self._tell(StateEventType.CHANGE.value, name, value)

    def __delattr__(self, name: str) -> None:
        if name not in self:
            raise AttributeError(f"Cannot delete state.{name}: neither Python nor the page has set it")
        del self[name]

    def __delitem__(self, name: str) -> None:
        value = self[name]
        self.drop(name)
        self._tell(StateEventType.DELETE.value, name, value)

    def __iadd__(self, handler: Handler) -> State:
        self._handlers.append(handler)
        return self

    def __isub__(self, handler: Handler) -> State:
        self._handlers.remove(handler)
        return self

    def take(self, name: str, value: Any) -> None:
        """Take a value that the page has set, or is told of."""
        super().__setitem__(name, value)
        self._call(StateEventType.CHANGE, name, value)

    def drop(self, name: str) -> None:
        """Forget a value that the page has deleted, or is told of."""
        if name in self:
            value = self[name]
            super().__delitem__(name)
            self._call(StateEventType.DELETE, name, value)

    def values_now(self) -> Mapping[str, Any]:
        """Return all values."""
        return dict(self)

    def _call(self, kind: StateEventType, name: str, value: Any) -> None:
        for handler in tuple(self._handlers):
            threading.Thread(target=handler, args=(kind, name, value), name="pywebview-state", daemon=True).start()
