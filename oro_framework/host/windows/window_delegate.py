"""The interface through which windows ask and notify their host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from oro_framework.host.backends.interface.console import ConsoleMessage
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.backends.interface.offer import Offer, Transfer
from oro_framework.host.permissions.grants import Decision
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.types import Call, WindowStatus

__all__ = ("WindowDelegate",)


class WindowDelegate(Protocol):
    """Answers questions of the windows of one host, and receives their events. Loop thread, unless noted."""

    def navigate(self, window: ManagedWindow | None, url: str, top_level: bool) -> str:
        """Return `allow`, `deny` or `external` for a document that a window is about to load. GUI thread."""
        ...

    def permission_state(self, window: ManagedWindow, permission: str, origin: str | None) -> str:
        """Return `granted`, `denied` or `prompt` for a document of an origin. GUI thread."""
        ...

    def decide(self, call: Call, permissions: Sequence[str], done: Callable[[bool], None]) -> None:
        """Decide about permissions that an engine asks for, and call `done` with the result."""
        ...

    def record(self, call: Call, permission: str, decision: Decision) -> None:
        """Write a decision to the audit log."""
        ...

    def may_see_drops(self, window: ManagedWindow) -> bool:
        """Return whether the page of a window may learn the paths of files that are dropped on it."""
        ...

    def download(self, window: ManagedWindow, offer: Offer, cancel: Callable[[], None] | None) -> Transfer | None:
        """Accept or refuse a download; see `ViewEvents.download`. GUI thread."""
        ...

    def choose_files(self, window: ManagedWindow, dialog: FileDialog, done: Callable[[list[str] | None], None]) -> bool:
        """Ask the person for files, or leave that to the view; see `ViewEvents.choose_files`. GUI thread."""
        ...

    def changed(self, window: ManagedWindow, old: WindowStatus, new: WindowStatus) -> None:
        """Receive a change of state."""
        ...

    def released(self, window: ManagedWindow) -> None:
        """Receive that a window's document was replaced or the window closed: its page's objects can be freed."""
        ...

    def all_closed(self) -> None:
        """Receive that the last window has closed, or one that ends the app."""
        ...

    def crashed(self, window: ManagedWindow, reason: str) -> None:
        """Receive that a page's renderer died, with the reason."""
        ...

    def console(self, window: ManagedWindow, message: ConsoleMessage) -> None:
        """Receive a page's message to the console."""
        ...

    def focus_moved(self) -> None:
        """Receive that the keyboard focus moved to a window of the app, or away from one."""
        ...

    def call_later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function after some seconds, unless the host stops before."""
        ...
