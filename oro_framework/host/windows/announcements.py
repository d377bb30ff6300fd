"""What is told every page, and the first document even when it was said before there was one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oro_framework.host.windows.window import ManagedWindow

__all__ = ("Announcements",)


class Announcements:
    """See the module. Loop thread.

    Args:
        emit: tells every page that is there.
    """

    def __init__(self, emit: Callable[[str, Any], None]) -> None:
        self._emit = emit
        self._waiting: list[tuple[str, Any]] | None = []
        """Events for the first document; None once there was one."""

    def tell(self, name: str, detail: Any = None) -> None:
        """Tell every page, or the first document once it is there."""
        if self._waiting is None:
            self._emit(name, detail)
        else:
            self._waiting.append((name, detail))

    def begin(self, window: ManagedWindow) -> None:
        """Tell the first document what was said before it was there."""
        waiting, self._waiting = self._waiting, None
        for name, detail in waiting or ():
            window.emit(name, detail)
