"""Events for every page, kept for the first document when they come before any has loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oro_framework.host.windows.window import ManagedWindow

__all__ = ("Announcements",)


class Announcements:
    """See the module. Loop thread.

    Args:
        emit: dispatches an event in every page.
    """

    def __init__(self, emit: Callable[[str, Any], None]) -> None:
        self._emit = emit
        self._waiting: list[tuple[str, Any]] | None = []
        """Events for the first document; None once there was one."""

    def tell(self, name: str, detail: Any = None) -> None:
        """Dispatch an event in every page, or in the first document once it has loaded."""
        if self._waiting is None:
            self._emit(name, detail)
        else:
            self._waiting.append((name, detail))

    def begin(self, window: ManagedWindow) -> None:
        """Dispatch the events that waited in the first document."""
        waiting, self._waiting = self._waiting, None
        for name, detail in waiting or ():
            window.emit(name, detail)
