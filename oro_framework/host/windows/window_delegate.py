"""What the windows of a host ask it, and tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from oro_framework.host.windows.window import ManagedWindow
from oro_framework.types import Call, WindowStatus

__all__ = ("WindowDelegate",)


class WindowDelegate(Protocol):
    """Answers and hears the windows of one host. Loop thread, where nothing else is said."""

    def navigate(self, window: ManagedWindow | None, url: str, top_level: bool) -> str:
        """Return `allow`, `deny` or `external` for a document a window is to load. GUI thread."""
        ...

    def permission_state(self, window: ManagedWindow, permission: str, origin: str | None) -> str:
        """Return `granted`, `denied` or `prompt` for a document of an origin. GUI thread."""
        ...

    def decide(self, call: Call, permissions: Sequence[str], done: Callable[[bool], None]) -> None:
        """Decide what a page wants of its engine, and have `done` told."""
        ...

    def may_see_drops(self, window: ManagedWindow) -> bool:
        """Return whether the page of a window may learn the paths of files that are dropped on it."""
        ...

    def changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None:
        """Hear of a change of state."""
        ...

    def released(self, window: ManagedWindow) -> None:
        """Hear that a window's document was replaced or the window closed: what the page held is free."""
        ...

    def all_closed(self) -> None:
        """Hear that the last window of the app has closed, or one that the app ends with."""
        ...

    def crashed(self, window: ManagedWindow, reason: str) -> None:
        """Hear that a page's renderer died, and why."""
        ...

    def console(self, window: ManagedWindow, level: str, text: str) -> None:
        """Hear what a page wrote."""
        ...

    def focus_moved(self) -> None:
        """Hear that a person may have turned to the app or away from it."""
        ...

    def call_later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function in that many seconds, unless the host stops before."""
        ...
